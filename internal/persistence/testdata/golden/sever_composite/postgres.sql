-- stage 1

-- severing book_rooms
DELETE FROM "book_rooms" AS "t" USING (SELECT unnest(coalesce($1, ARRAY[(NULL::"book_rooms")."wing"])) AS "drey_1", unnest(coalesce($2, ARRAY[(NULL::"book_rooms")."number"])) AS "drey_2") AS "u" WHERE "t"."wing" = "u"."drey_1" AND "t"."number" = "u"."drey_2";
-- 1: {"a","b"}
-- 2: {1,2}
