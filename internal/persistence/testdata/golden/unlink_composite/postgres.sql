-- stage 1

-- unlinking book_rooms, 2 expected
DELETE FROM "book_rooms" AS "t" USING (SELECT unnest(coalesce($1, ARRAY[(NULL::"book_rooms")."wing"])) AS "drey_1", unnest(coalesce($2, ARRAY[(NULL::"book_rooms")."number"])) AS "drey_2", unnest(coalesce($3, ARRAY[(NULL::"book_rooms")."book_id"])) AS "drey_3") AS "u" WHERE "t"."wing" = "u"."drey_1" AND "t"."number" = "u"."drey_2" AND "t"."book_id" = "u"."drey_3";
-- 1: {"a","b"}
-- 2: {1,2}
-- 3: {1,2}
