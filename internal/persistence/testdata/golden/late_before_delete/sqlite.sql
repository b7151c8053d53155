-- stage 1

-- updating guest, 1 expected
UPDATE "guests" SET "best_id" = ? WHERE "id" = ?;
-- 1: <nil>
-- 2: 1

-- deleting guest, 1 expected
DELETE FROM "guests" WHERE "id" = ? AND "rev" = ?;
-- 1: 1
-- 2: 1
