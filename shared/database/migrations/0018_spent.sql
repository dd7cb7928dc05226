-- What a budget has spent and holds, in one place: asked before a turn, told to the merchant, and shown.

SET ROLE igshop_owner;

-- It has no rights of its own: the tenant's policies decide inside of it what it adds up.
CREATE FUNCTION shop.spent(of_tenant uuid, of_period text, beside_account text DEFAULT NULL, beside_customer text DEFAULT NULL)
  RETURNS TABLE (about text, settled numeric, reserved numeric, turns bigint) LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 AS
$$
  SELECT of_period || ' ' || left((now() AT TIME ZONE 'Asia/Amman')::date::text, CASE of_period WHEN 'day' THEN 10 ELSE 7 END),
    COALESCE(sum(l.money) FILTER (WHERE l.state = 'settled'), 0),
    COALESCE(sum(l.money) FILTER (WHERE l.state = 'reserved' AND l.reserved_until > now()
      AND (l.account_id, l.customer_id) IS DISTINCT FROM (beside_account, beside_customer)), 0),
    count(*) FILTER (WHERE l.state = 'settled')
  FROM shop.usage_ledger l
  WHERE l.tenant_id = of_tenant AND l.at >= date_trunc(of_period, now() AT TIME ZONE 'Asia/Amman') AT TIME ZONE 'Asia/Amman'
$$;

REVOKE ALL ON FUNCTION shop.spent FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.spent TO igshop_app;

RESET ROLE;
