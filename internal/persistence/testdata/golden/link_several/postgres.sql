-- stage 1

-- linking book_tags
INSERT INTO "book_tags" ("book_id", "tag_id") SELECT "u"."drey_1", "u"."drey_2" FROM unnest($1::bigint[], $2::uuid[]) AS "u"("drey_1", "drey_2");
-- 1: {1,2}
-- 2: {"09000000-0000-0000-0000-000000000000","09000000-0000-0000-0000-000000000000"}
