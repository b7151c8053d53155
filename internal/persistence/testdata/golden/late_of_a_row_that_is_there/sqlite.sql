-- stage 1

-- inserting guest
INSERT INTO "guests" ("wing", "number", "rev", "seen_on", "best_id") VALUES (?, ?, ?, ?, ?) RETURNING "id";
-- 1: <nil>
-- 2: <nil>
-- 3: 1
-- 4: 0001-01-01 00:00:00 +0000 UTC
-- 5: <nil>

-- stage 2

-- updating guest, 1 expected
UPDATE "guests" SET "best_id" = ?, "seen_on" = rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.') WHERE "id" = ? RETURNING "seen_on";
-- 1: the id of guest 1
-- 2: 1
