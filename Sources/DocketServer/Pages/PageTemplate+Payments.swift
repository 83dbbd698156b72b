// The texts of the pages on which customers pay, and see where their parcels are.

extension PageTemplate {
    /// What is paid, and by what; or why it can't be paid, and where to go on.
    static let paymentText = """
        {{#error}}<p class="error" role="alert">{{error}}</p>{{/error}}
        {{#note}}<p class="note" role="status">{{note}}</p>{{/note}}
        <p>{{lead}}</p>
        {{#hasLines}}<table>
        <thead><tr><th scope="col">For</th><th scope="col" class="amount">Price</th></tr></thead>
        <tbody>
        {{#lines}}<tr><td>{{what}}{{#more}}<br><small>{{.}}</small>{{/more}}</td>
        <td class="amount">{{price}}</td></tr>
        {{/lines}}</tbody>
        <tfoot>
        {{#sums}}<tr><th scope="row">{{what}}</th><td class="amount">{{price}}</td></tr>
        {{/sums}}</tfoot>
        </table>{{/hasLines}}
        {{#card}}<form method="post" action="{{action}}">
        <input type="hidden" name="csrf" value="{{csrf}}">
        <button type="submit" name="with" value="card">Pay {{total}} by card</button>
        <p><small>{{where}}</small></p>
        </form>{{/card}}
        {{#prepay}}<form method="post" action="{{action}}">
        <input type="hidden" name="csrf" value="{{csrf}}">
        <button type="submit" name="with" value="prepay" class="other">Pay {{total}} from \
        prepay</button>
        <p><small>You are signed in as {{user}}. There is {{balance}} in prepay.</small></p>
        </form>{{/prepay}}
        {{#signIn}}<p><a href="{{.}}">Sign in to pay from prepay</a></p>{{/signIn}}
        {{#again}}<p><a href="{{.}}">Look again</a></p>{{/again}}
        {{#shipments}}<h2>{{what}}</h2>
        <p>{{more}}</p>
        <ul>
        {{#links}}<li><a href="{{link}}">{{words}}</a></li>
        {{/links}}</ul>
        {{/shipments}}
        """

    /// How far a shipment is.
    static let trackingText = """
        <p>{{lead}}</p>
        {{#hasStages}}<ol class="stages">
        {{#stages}}<li{{#present}} aria-current="step"{{/present}}>{{words}}</li>
        {{/stages}}</ol>{{/hasStages}}
        <h2>What happened</h2>
        {{^hasEvents}}<p>Nothing yet.</p>{{/hasEvents}}
        {{#hasEvents}}<dl>
        {{#events}}<dt>{{what}}</dt>
        <dd>{{at}}{{#place}}, {{.}}{{/place}}{{#details}}<br>{{.}}{{/details}}</dd>
        {{/events}}</dl>{{/hasEvents}}
        {{#labels}}<p><a href="{{.}}">The label (PDF)</a></p>{{/labels}}
        """

    /// The sandbox gateway's cards.
    static let gatewayText = """
        {{#error}}<p class="error" role="alert">{{error}}</p>{{/error}}
        <p>This is the sandbox: no money moves, and no card number is asked for.</p>
        <p><strong>{{what}}</strong><br>{{amount}}</p>
        <form method="post" action="{{action}}">
        <input type="hidden" name="csrf" value="{{csrf}}">
        {{#choosing}}<fieldset>
        <legend>A card that</legend>
        {{#cards}}<label><input type="radio" name="card" value="{{value}}"\
        {{#chosen}} checked{{/chosen}}> {{words}}</label>
        {{/cards}}</fieldset>
        <button type="submit">Pay</button>{{/choosing}}
        {{#challenge}}<p>Your bank asks: is it you who pays?</p>
        <button type="submit" name="step" value="confirm">Confirm</button>
        <button type="submit" name="step" value="refuse" class="other">Refuse</button>\
        {{/challenge}}
        </form>
        <p><a href="{{back}}">Go back without paying</a></p>
        """
}

extension PageTemplate {
    /// What the pages for customers look like beside the others.
    static let customerStyle = """
        table { width: 100%; margin: 1rem 0; border-collapse: collapse; }
        th, td { padding: .4rem 0; text-align: left; vertical-align: top;
          border-bottom: 1px solid var(--line); }
        th.amount, td.amount { padding-left: 1rem; text-align: right; white-space: nowrap;
          font-variant-numeric: tabular-nums; }
        tfoot tr:last-child { font-size: 1.125rem; font-weight: 600; }
        .note { padding: .75rem; border: 1px solid var(--line); border-radius: .4rem; }
        form + form { margin-top: .5rem; }
        fieldset { margin: 1rem 0 0; padding: .25rem .75rem .75rem; border-radius: .4rem;
          border: 1px solid var(--line); }
        legend { font-weight: 600; }
        label:has(input[type=radio]) { padding: .25rem 0; font-weight: 400; margin-top: .25rem; }
        input[type=radio] { display: inline; width: auto; margin: 0 .5rem 0 0; }
        .stages { margin: 1rem 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap;
          gap: .25rem .5rem; }
        .stages li { padding: .2rem .6rem; border: 1px solid var(--line); border-radius: 1rem; }
        .stages [aria-current] { color: var(--paper); background: var(--accent);
          border-color: var(--accent); font-weight: 600; }

        """
}
