-- stage 1

-- unlinking book_tags, 2 expected
DELETE FROM "book_tags" AS "t" USING (SELECT unnest(coalesce($1, ARRAY[(NULL::"book_tags")."book_id"])) AS "drey_1", unnest(coalesce($2, ARRAY[(NULL::"book_tags")."tag_id"])) AS "drey_2") AS "u" WHERE "t"."book_id" = "u"."drey_1" AND "t"."tag_id" = "u"."drey_2";
-- 1: {1,2}
-- 2: {"09000000-0000-0000-0000-000000000000","09000000-0000-0000-0000-000000000000"}
