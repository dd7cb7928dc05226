-- What can be bought of a product, as `shared/stock.py` reads it: one row, null where the release before wrote the product.
-- PostgreSQL puts the body in place of the call, so that the caller's rights and row-level security are what counts.

SET ROLE igshop_owner;

CREATE FUNCTION shop.variants_of(p shop.products) RETURNS TABLE (variants jsonb) LANGUAGE sql STABLE AS $$
  SELECT jsonb_agg(jsonb_build_object('variant_id', v.variant_id, 'size', v.size, 'color_ar', v.color_ar,
    'color_en', v.color_en, 'price', v.price::text, 'stock', v.stock, 'count', v.count) ORDER BY v.position)
  FROM shop.product_variants v
  WHERE (v.tenant_id, v.sku) = (p.tenant_id, p.sku)
    AND p.variants_for = md5(ROW(p.sizes, p.colors_ar, p.colors_en, p.stock)::text)
$$;

REVOKE ALL ON FUNCTION shop.variants_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.variants_of TO igshop_app;

RESET ROLE;
