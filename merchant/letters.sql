-- name: claim
SELECT letter_id, email, tenant_id, link_digest, attempts FROM shop.claim_letters(%(digests)s, %(lasts)s, %(invited)s)

-- name: note
SELECT shop.note_letter(%(letter)s, %(again)s)

-- name: names
SELECT name_ar, name_en FROM shop.tenants WHERE tenant_id = %(tenant)s
