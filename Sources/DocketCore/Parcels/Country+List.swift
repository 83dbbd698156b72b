extension Country {
    /// Two letters, three letters, the name and, where there is one, the form of
    /// postcodes, with tabs between; made by `scripts/countries`.
    static let list = #"""
        AF	AFG	Afghanistan	\d{4}
        AL	ALB	Albania	\d{4}
        DZ	DZA	Algeria	\d{5}
        AS	ASM	American Samoa	(96799)(?:[ \-](\d{4}))?
        AD	AND	Andorra	AD[1-7]0\d
        AO	AGO	Angola
        AI	AIA	Anguilla	(?:AI-)?2640
        AQ	ATA	Antarctica
        AG	ATG	Antigua and Barbuda
        AR	ARG	Argentina	((?:[A-HJ-NP-Z])?\d{4})([A-Z]{3})?
        AM	ARM	Armenia	(?:37)?\d{4}
        AW	ABW	Aruba
        AU	AUS	Australia	\d{4}
        AT	AUT	Austria	\d{4}
        AZ	AZE	Azerbaijan	\d{4}
        BS	BHS	Bahamas
        BH	BHR	Bahrain	(?:^|\b)(?:1[0-2]|[1-9])\d{2}(?:$|\b)
        BD	BGD	Bangladesh	\d{4}
        BB	BRB	Barbados	BB\d{5}
        BY	BLR	Belarus	\d{6}
        BE	BEL	Belgium	\d{4}
        BZ	BLZ	Belize
        BJ	BEN	Benin
        BM	BMU	Bermuda	[A-Z]{2} ?[A-Z0-9]{2}
        BT	BTN	Bhutan	\d{5}
        BO	BOL	Bolivia
        BQ	BES	Bonaire, Sint Eustatius and Saba
        BA	BIH	Bosnia and Herzegovina	\d{5}
        BW	BWA	Botswana
        BV	BVT	Bouvet Island
        BR	BRA	Brazil	\d{5}-?\d{3}
        IO	IOT	British Indian Ocean Territory	BBND 1ZZ
        BN	BRN	Brunei Darussalam	[A-Z]{2} ?\d{4}
        BG	BGR	Bulgaria	\d{4}
        BF	BFA	Burkina Faso
        BI	BDI	Burundi
        CV	CPV	Cabo Verde	\d{4}
        KH	KHM	Cambodia	\d{5,6}
        CM	CMR	Cameroon
        CA	CAN	Canada	[ABCEGHJKLMNPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d
        KY	CYM	Cayman Islands	KY\d-\d{4}
        CF	CAF	Central African Republic
        TD	TCD	Chad
        CL	CHL	Chile	\d{7}
        CN	CHN	China	\d{6}
        CX	CXR	Christmas Island	6798
        CC	CCK	Cocos (Keeling) Islands	6799
        CO	COL	Colombia	\d{6}
        KM	COM	Comoros
        CG	COG	Congo
        CD	COD	Congo, The Democratic Republic of the
        CK	COK	Cook Islands
        CR	CRI	Costa Rica	\d{4,5}|\d{3}-\d{4}
        HR	HRV	Croatia	\d{5}
        CU	CUB	Cuba	\d{5}
        CW	CUW	Curaçao
        CY	CYP	Cyprus	\d{4}
        CZ	CZE	Czechia	\d{3} ?\d{2}
        CI	CIV	Côte d'Ivoire
        DK	DNK	Denmark	\d{4}
        DJ	DJI	Djibouti
        DM	DMA	Dominica
        DO	DOM	Dominican Republic	\d{5}
        EC	ECU	Ecuador	\d{6}
        EG	EGY	Egypt	\d{5}
        SV	SLV	El Salvador	CP [1-3][1-7][0-2]\d
        GQ	GNQ	Equatorial Guinea
        ER	ERI	Eritrea
        EE	EST	Estonia	\d{5}
        SZ	SWZ	Eswatini	[HLMS]\d{3}
        ET	ETH	Ethiopia	\d{4}
        FK	FLK	Falkland Islands (Malvinas)	FIQQ 1ZZ
        FO	FRO	Faroe Islands	\d{3}
        FJ	FJI	Fiji
        FI	FIN	Finland	\d{5}
        FR	FRA	France	\d{2} ?\d{3}
        GF	GUF	French Guiana	9[78]3\d{2}
        PF	PYF	French Polynesia	987\d{2}
        TF	ATF	French Southern Territories
        GA	GAB	Gabon
        GM	GMB	Gambia
        GE	GEO	Georgia	\d{4}
        DE	DEU	Germany	\d{5}
        GH	GHA	Ghana
        GI	GIB	Gibraltar	GX11 1AA
        GR	GRC	Greece	\d{3} ?\d{2}
        GL	GRL	Greenland	39\d{2}
        GD	GRD	Grenada
        GP	GLP	Guadeloupe	9[78][01]\d{2}
        GU	GUM	Guam	(969(?:[12]\d|3[12]))(?:[ \-](\d{4}))?
        GT	GTM	Guatemala	\d{5}
        GG	GGY	Guernsey	GY\d[\dA-Z]? ?\d[ABD-HJLN-UW-Z]{2}
        GN	GIN	Guinea	\d{3}
        GW	GNB	Guinea-Bissau	\d{4}
        GY	GUY	Guyana
        HT	HTI	Haiti	\d{4}
        HM	HMD	Heard Island and McDonald Islands	\d{4}
        VA	VAT	Holy See (Vatican City State)	00120
        HN	HND	Honduras	\d{5}
        HK	HKG	Hong Kong
        HU	HUN	Hungary	\d{4}
        IS	ISL	Iceland	\d{3}
        IN	IND	India	\d{6}
        ID	IDN	Indonesia	\d{5}
        IR	IRN	Iran	\d{5}-?\d{5}
        IQ	IRQ	Iraq	\d{5}
        IE	IRL	Ireland	[\dA-Z]{3} ?[\dA-Z]{4}
        IM	IMN	Isle of Man	IM\d[\dA-Z]? ?\d[ABD-HJLN-UW-Z]{2}
        IL	ISR	Israel	\d{5}(?:\d{2})?
        IT	ITA	Italy	\d{5}
        JM	JAM	Jamaica
        JP	JPN	Japan	\d{3}-?\d{4}
        JE	JEY	Jersey	JE\d[\dA-Z]? ?\d[ABD-HJLN-UW-Z]{2}
        JO	JOR	Jordan	\d{5}
        KZ	KAZ	Kazakhstan	\d{6}
        KE	KEN	Kenya	\d{5}
        KI	KIR	Kiribati
        KW	KWT	Kuwait	\d{5}
        KG	KGZ	Kyrgyzstan	\d{6}
        LA	LAO	Laos	\d{5}
        LV	LVA	Latvia	LV-\d{4}
        LB	LBN	Lebanon	(?:\d{4})(?: ?(?:\d{4}))?
        LS	LSO	Lesotho	\d{3}
        LR	LBR	Liberia	\d{4}
        LY	LBY	Libya
        LI	LIE	Liechtenstein	948[5-9]|949[0-8]
        LT	LTU	Lithuania	\d{5}
        LU	LUX	Luxembourg	\d{4}
        MO	MAC	Macao
        MG	MDG	Madagascar	\d{3}
        MW	MWI	Malawi
        MY	MYS	Malaysia	\d{5}
        MV	MDV	Maldives	\d{5}
        ML	MLI	Mali
        MT	MLT	Malta	[A-Z]{3} ?\d{2,4}
        MH	MHL	Marshall Islands	(969[67]\d)(?:[ \-](\d{4}))?
        MQ	MTQ	Martinique	9[78]2\d{2}
        MR	MRT	Mauritania
        MU	MUS	Mauritius	\d{3}(?:\d{2}|[A-Z]{2}\d{3})
        YT	MYT	Mayotte	976\d{2}
        MX	MEX	Mexico	\d{5}
        FM	FSM	Micronesia, Federated States of	(9694[1-4])(?:[ \-](\d{4}))?
        MD	MDA	Moldova	\d{4}
        MC	MCO	Monaco	980\d{2}
        MN	MNG	Mongolia	\d{5}
        ME	MNE	Montenegro	8\d{4}
        MS	MSR	Montserrat
        MA	MAR	Morocco	\d{5}
        MZ	MOZ	Mozambique	\d{4}
        MM	MMR	Myanmar	\d{5}
        NA	NAM	Namibia	\d{5}
        NR	NRU	Nauru
        NP	NPL	Nepal	\d{5}
        NL	NLD	Netherlands	[1-9]\d{3} ?(?:[A-RT-Z][A-Z]|S[BCE-RT-Z])
        NC	NCL	New Caledonia	988\d{2}
        NZ	NZL	New Zealand	\d{4}
        NI	NIC	Nicaragua	\d{5}
        NE	NER	Niger	\d{4}
        NG	NGA	Nigeria	\d{6}
        NU	NIU	Niue
        NF	NFK	Norfolk Island	2899
        KP	PRK	North Korea
        MK	MKD	North Macedonia	\d{4}
        MP	MNP	Northern Mariana Islands	(9695[012])(?:[ \-](\d{4}))?
        NO	NOR	Norway	\d{4}
        OM	OMN	Oman	(?:PC )?\d{3}
        PK	PAK	Pakistan	\d{5}
        PW	PLW	Palau	(969(?:39|40))(?:[ \-](\d{4}))?
        PS	PSE	Palestine, State of
        PA	PAN	Panama
        PG	PNG	Papua New Guinea	\d{3}
        PY	PRY	Paraguay	\d{4}
        PE	PER	Peru	(?:LIMA \d{1,2}|CALLAO 0?\d)|[0-2]\d{4}
        PH	PHL	Philippines	\d{4}
        PN	PCN	Pitcairn	PCRN 1ZZ
        PL	POL	Poland	\d{2}-\d{3}
        PT	PRT	Portugal	\d{4}-\d{3}
        PR	PRI	Puerto Rico	(00[679]\d{2})(?:[ \-](\d{4}))?
        QA	QAT	Qatar
        RO	ROU	Romania	\d{6}
        RU	RUS	Russian Federation	\d{6}
        RW	RWA	Rwanda
        RE	REU	Réunion	9[78]4\d{2}
        BL	BLM	Saint Barthélemy	9[78][01]\d{2}
        SH	SHN	Saint Helena, Ascension and Tristan da Cunha	(?:ASCN|STHL) 1ZZ
        KN	KNA	Saint Kitts and Nevis
        LC	LCA	Saint Lucia
        MF	MAF	Saint Martin (French part)	9[78][01]\d{2}
        PM	SPM	Saint Pierre and Miquelon	9[78]5\d{2}
        VC	VCT	Saint Vincent and the Grenadines	VC\d{4}
        WS	WSM	Samoa
        SM	SMR	San Marino	4789\d
        ST	STP	Sao Tome and Principe
        SA	SAU	Saudi Arabia	\d{5}
        SN	SEN	Senegal	\d{5}
        RS	SRB	Serbia	\d{5,6}
        SC	SYC	Seychelles
        SL	SLE	Sierra Leone
        SG	SGP	Singapore	\d{6}
        SX	SXM	Sint Maarten (Dutch part)
        SK	SVK	Slovakia	\d{3} ?\d{2}
        SI	SVN	Slovenia	\d{4}
        SB	SLB	Solomon Islands
        SO	SOM	Somalia	[A-Z]{2} ?\d{5}
        ZA	ZAF	South Africa	\d{4}
        GS	SGS	South Georgia and the South Sandwich Islands	SIQQ 1ZZ
        KR	KOR	South Korea	\d{5}
        SS	SSD	South Sudan
        ES	ESP	Spain	\d{5}
        LK	LKA	Sri Lanka	\d{5}
        SD	SDN	Sudan	\d{5}
        SR	SUR	Suriname
        SJ	SJM	Svalbard and Jan Mayen	\d{4}
        SE	SWE	Sweden	\d{3} ?\d{2}
        CH	CHE	Switzerland	\d{4}
        SY	SYR	Syria
        TW	TWN	Taiwan	\d{3}(?:\d{2,3})?
        TJ	TJK	Tajikistan	\d{6}
        TZ	TZA	Tanzania	\d{4,5}
        TH	THA	Thailand	\d{5}
        TL	TLS	Timor-Leste
        TG	TGO	Togo
        TK	TKL	Tokelau
        TO	TON	Tonga
        TT	TTO	Trinidad and Tobago
        TN	TUN	Tunisia	\d{4}
        TM	TKM	Turkmenistan	\d{6}
        TC	TCA	Turks and Caicos Islands	TKCA 1ZZ
        TV	TUV	Tuvalu
        TR	TUR	Türkiye	\d{5}
        UG	UGA	Uganda
        UA	UKR	Ukraine	\d{5}
        AE	ARE	United Arab Emirates
        GB	GBR	United Kingdom	GIR ?0AA|(?:(?:AB|AL|B|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|BX|CA|CB|CF|C\#
        H|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|G|GL|GY|GU|HA|HD|HG|H\#
        P|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP\#
        |NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|T\#
        D|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE)(?:\d[\dA-Z]? \#
        ?\d[ABD-HJLN-UW-Z]{2}))|BFPO ?\d{1,4}
        US	USA	United States	(\d{5})(?:[ \-](\d{4}))?
        UM	UMI	United States Minor Outlying Islands	96898
        UY	URY	Uruguay	\d{5}
        UZ	UZB	Uzbekistan	\d{6}
        VU	VUT	Vanuatu
        VE	VEN	Venezuela	\d{4}
        VN	VNM	Vietnam	\d{5}\d?
        VG	VGB	Virgin Islands, British	VG\d{4}
        VI	VIR	Virgin Islands, U.S.	(008(?:(?:[0-4]\d)|(?:5[01])))(?:[ \-](\d{4}))?
        WF	WLF	Wallis and Futuna	986\d{2}
        EH	ESH	Western Sahara	\d{5}
        YE	YEM	Yemen
        ZM	ZMB	Zambia	\d{5}
        ZW	ZWE	Zimbabwe
        AX	ALA	Åland Islands	22\d{3}
        """#
}
