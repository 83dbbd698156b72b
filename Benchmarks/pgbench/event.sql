-- After order.sql: an event whose sequence pgbench makes up, so that no client waits for another.
INSERT INTO order_events (company_id, sequence, order_id, version, type, at, actor) VALUES (14146, :id, (:id || '7000800000000000')::uuid, 1, 'order.created', now(), 'sandbox');
COMMIT;
