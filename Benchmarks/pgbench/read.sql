-- One of the orders that order.sql has inserted in run 0, and its items: what Docket reads, by two
-- statements.
\set id 1000000000000000 + random(1, :orders)
SELECT printable_id, name, customer_id, discount_code, discount_description, tender_id, tender_origin, source_id, source_name, id, state, order_type_id, entity_id, billing_customer_id, billing_address_id, shipping_customer_id, shipping_address_id, shipping_entity_id, employee_id, discount_amount, expiry_hours, created_at, modified_at, version FROM orders WHERE company_id = 14146 AND id = (:id || '7000800000000000')::uuid;
SELECT product_id, supplier_reference, description, notes, sku, shipping_option_id, serial_numbers, tracking, id, item_type_id, item_status_id, item_index, supplier_entity_id, quantity, cost, list_price, selling_price FROM order_items WHERE company_id = 14146 AND order_id = (:id || '7000800000000000')::uuid ORDER BY item_index, id;
