-- stage 1

-- deleting guest, 1 expected
DELETE FROM "guests" WHERE "id" = ? AND "rev" = ?;
-- 1: 1
-- 2: 4

-- deleting guest, 1 expected
DELETE FROM "guests" WHERE "id" = ? AND "rev" = ?;
-- 1: 2
-- 2: 5
