-- stage 1

-- inserting guest
INSERT INTO "guests" ("id", "wing", "number", "rev", "seen_on", "best_id") VALUES (?, ?, ?, ?, ?, ?);
-- 1: 1
-- 2: <nil>
-- 3: <nil>
-- 4: 1
-- 5: 0001-01-01 00:00:00 +0000 UTC
-- 6: <nil>

-- inserting guest
INSERT INTO "guests" ("id", "wing", "number", "rev", "seen_on", "best_id") VALUES (?, ?, ?, ?, ?, ?);
-- 1: 2
-- 2: <nil>
-- 3: <nil>
-- 4: 1
-- 5: 0001-01-01 00:00:00 +0000 UTC
-- 6: <nil>

-- updating guest, 1 expected
UPDATE "guests" SET "best_id" = ? WHERE "id" = ?;
-- 1: 2
-- 2: 1

-- updating guest, 1 expected
UPDATE "guests" SET "best_id" = ? WHERE "id" = ?;
-- 1: 1
-- 2: 2
