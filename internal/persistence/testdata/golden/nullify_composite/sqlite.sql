-- stage 1

-- emptying the foreign key of guest
UPDATE "guests" SET "wing" = NULL, "number" = NULL, "seen_on" = strftime('%Y-%m-%d %H:%M:%f000', 'now') WHERE "wing" = ? AND "number" = ?;
-- 1: a
-- 2: 1

-- emptying the foreign key of guest
UPDATE "guests" SET "wing" = NULL, "number" = NULL, "seen_on" = strftime('%Y-%m-%d %H:%M:%f000', 'now') WHERE "wing" = ? AND "number" = ?;
-- 1: b
-- 2: 2
