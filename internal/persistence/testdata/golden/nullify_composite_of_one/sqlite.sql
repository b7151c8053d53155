-- stage 1

-- emptying the foreign key of guest
UPDATE "guests" SET "wing" = NULL, "number" = NULL, "rev" = "rev" + 1, "seen_on" = rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.') WHERE "wing" = ? AND "number" = ?;
-- 1: a
-- 2: 1
