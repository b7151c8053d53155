-- postgres
SELECT (("books"."sold" + "books"."id") * "books"."author_id") % $1, (("books"."sold" - "books"."id") / nullif("books"."id", $2)) % "books"."author_id", "books"."price" * "books"."sold" FROM "books"

-- sqlite
SELECT (("books"."sold" + "books"."id") * "books"."author_id") % ?, (("books"."sold" - "books"."id") / nullif("books"."id", ?)) % "books"."author_id", "books"."price" * "books"."sold" FROM "books"
