-- stage 1

-- unlinking book_tags, 2 expected
DELETE FROM "book_tags" AS "t" USING unnest($1::bigint[], $2::uuid[]) AS "u"("drey_1", "drey_2") WHERE "t"."book_id" = "u"."drey_1" AND "t"."tag_id" = "u"."drey_2";
-- 1: {1,2}
-- 2: {"09000000-0000-0000-0000-000000000000","09000000-0000-0000-0000-000000000000"}
