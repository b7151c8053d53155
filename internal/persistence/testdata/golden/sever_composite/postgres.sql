-- stage 1

-- severing book_rooms
DELETE FROM "book_rooms" AS "t" USING unnest($1::text[], $2::bigint[]) AS "u"("drey_1", "drey_2") WHERE "t"."wing" = "u"."drey_1" AND "t"."number" = "u"."drey_2";
-- 1: {"a","b"}
-- 2: {1,2}
