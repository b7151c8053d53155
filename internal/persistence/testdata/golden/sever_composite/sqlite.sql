-- stage 1

-- severing book_rooms
DELETE FROM "book_rooms" WHERE "wing" = ? AND "number" = ?;
-- 1: a
-- 2: 1

-- severing book_rooms
DELETE FROM "book_rooms" WHERE "wing" = ? AND "number" = ?;
-- 1: b
-- 2: 2
