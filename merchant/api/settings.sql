-- name: settings
SELECT disclosure_ar, disclosure_en, story_thanks_ar, story_thanks_en, comment_rule, comment_keywords, comment_public_reply,
  resume_phrase, (extract(epoch FROM owner_pause) / 60)::integer AS owner_pause_minutes, most_a_minute, most_a_day,
  opening_hours, time_zone
FROM shop.tenants WHERE tenant_id = %(tenant)s
