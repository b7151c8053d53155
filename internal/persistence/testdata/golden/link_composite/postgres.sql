-- stage 1

-- linking book_rooms
INSERT INTO "book_rooms" ("wing", "number", "book_id") SELECT "u"."drey_1", "u"."drey_2", "u"."drey_3" FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS "u"("drey_1", "drey_2", "drey_3");
-- 1: {"a","b"}
-- 2: {1,2}
-- 3: {1,2}
