-- stage 1

-- unlinking book_rooms, 1 expected
DELETE FROM "book_rooms" WHERE "wing" = ? AND "number" = ? AND "book_id" = ?;
-- 1: a
-- 2: 1
-- 3: 1

-- unlinking book_rooms, 1 expected
DELETE FROM "book_rooms" WHERE "wing" = ? AND "number" = ? AND "book_id" = ?;
-- 1: b
-- 2: 2
-- 3: 2
