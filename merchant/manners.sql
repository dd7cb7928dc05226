-- name: put
UPDATE shop.tenants SET
  disclosure_ar = COALESCE(%(disclosure_ar)s, disclosure_ar), disclosure_en = COALESCE(%(disclosure_en)s, disclosure_en),
  story_thanks_ar = COALESCE(%(story_thanks_ar)s, story_thanks_ar),
  story_thanks_en = COALESCE(%(story_thanks_en)s, story_thanks_en),
  comment_rule = COALESCE(%(comment_rule)s, comment_rule),
  comment_keywords = COALESCE(%(comment_keywords)s::text[], comment_keywords),
  comment_public_reply = COALESCE(%(comment_public_reply)s, comment_public_reply),
  resume_phrase = COALESCE(%(resume_phrase)s, resume_phrase),
  owner_pause = COALESCE(%(owner_pause_minutes)s * interval '1 minute', owner_pause),
  most_a_minute = COALESCE(%(most_a_minute)s, most_a_minute), most_a_day = COALESCE(%(most_a_day)s, most_a_day)
WHERE tenant_id = %(tenant)s
RETURNING disclosure_ar, disclosure_en, story_thanks_ar, story_thanks_en, comment_rule, comment_keywords,
  comment_public_reply, resume_phrase, (extract(epoch FROM owner_pause) / 60)::integer AS owner_pause_minutes, most_a_minute, most_a_day
