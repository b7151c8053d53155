-- postgres
SELECT "books"."title" FROM "books" WHERE (("books"."author_id", "books"."title") = ($1, $2) OR ("books"."author_id", "books"."title") <> ("books"."id", $3) OR (("books"."price", "books"."id") >= ($4, $5) AND ("books"."price", "books"."id") <= ($6, $7)))

-- sqlite
SELECT "books"."title" FROM "books" WHERE (("books"."author_id", "books"."title") = (?, ?) OR ("books"."author_id", "books"."title") <> ("books"."id", ?) OR (("books"."price", "books"."id") >= (?, ?) AND ("books"."price", "books"."id") <= (?, ?)))
