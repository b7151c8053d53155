-- stage 1

-- unlinking book_rooms, 2 expected
DELETE FROM "book_rooms" AS "t" USING unnest($1::text[], $2::bigint[], $3::bigint[]) AS "u"("drey_1", "drey_2", "drey_3") WHERE "t"."wing" = "u"."drey_1" AND "t"."number" = "u"."drey_2" AND "t"."book_id" = "u"."drey_3";
-- 1: {"a","b"}
-- 2: {1,2}
-- 3: {1,2}
