-- After order.sql: an event whose sequence is the company's next, as Docket's are. The company's
-- counter stays locked till the commit.
INSERT INTO order_counters AS c (company_id, sequence) VALUES (14146, 1) ON CONFLICT (company_id) DO UPDATE SET sequence = c.sequence + 1 RETURNING sequence \gset
INSERT INTO order_events (company_id, sequence, order_id, version, type, at, actor) VALUES (14146, :sequence, (:id || '7000800000000000')::uuid, 1, 'order.created', now(), 'sandbox');
COMMIT;
