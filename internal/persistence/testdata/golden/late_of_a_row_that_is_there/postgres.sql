-- stage 1

-- inserting guest
INSERT INTO "guests" ("wing", "number", "rev", "seen_on", "best_id") VALUES ($1, $2, $3, $4, $5) RETURNING "id";
-- 1: <nil>
-- 2: <nil>
-- 3: 1
-- 4: 0001-01-01 00:00:00 +0000 UTC
-- 5: <nil>

-- stage 2

-- updating guest, 1 expected
UPDATE "guests" SET "best_id" = $1, "seen_on" = now() WHERE "id" = $2 RETURNING "seen_on";
-- 1: the id of guest 1
-- 2: 1
