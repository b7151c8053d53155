package builder_test

import (
	"time"

	"github.com/drey-db/drey/builder"
)

func aggregateConstructs() map[string]builder.Sqlizer {
	late := sold.Gt(1)
	inOrder := builder.ArrayAgg(book).AggregateOrderBy(sold.Desc(), book)
	item := builder.JSONObject[map[string]any]("title", book, "sold", sold, "best", true)
	return map[string]builder.Sqlizer{
		"string_agg":          builder.SelectColumns(written, builder.StringAgg(book, ", ").AggregateOrderBy(book.Desc()).Filter(late)).GroupBy(written),
		"string_agg_distinct": builder.SelectColumns(builder.StringAgg(book, ", ").Distinct().AggregateOrderBy(book)),
		"array_agg":           builder.SelectColumns(inOrder, inOrder.Filter(late), builder.ArrayAgg(sold).Distinct()),
		"array_agg_over":      builder.SelectColumns(builder.ArrayAgg(book).Filter(late).Over(builder.PartitionBy(written))),
		"sum_distinct":        builder.SelectColumns(builder.Sum(sold).Distinct(), builder.Count(written).Distinct().Filter(late)),
		"json_agg":            builder.SelectColumns(author, builder.JSONArrayAgg(item).AggregateOrderBy(book).Filter(late)).Join(&authors.Books).GroupBy(authorID, author),
		"window_values": builder.SelectColumns(builder.NTile(2).Over(builder.PartitionBy().OrderBy(sold)), builder.PercentRank().Over(builder.PartitionBy().OrderBy(sold)), builder.CumeDist().Over(builder.PartitionBy().OrderBy(sold)),
			builder.Lag(sold, 2).Over(builder.PartitionBy().OrderBy(bookID)), builder.Lead(sold, 3).Over(builder.PartitionBy().OrderBy(bookID)), builder.FirstValue(book).Over(builder.PartitionBy(written).OrderBy(bookID)),
			builder.LastValue(book).Over(builder.PartitionBy(written).OrderBy(bookID)), builder.NthValue(book, 2).Over(builder.PartitionBy(written).OrderBy(bookID))),
	}
}

func temporalConstructs() map[string]builder.Sqlizer {
	month := builder.DateTrunc("month", builder.AtTimeZone(lentAt, "UTC")).Label("month")
	week := builder.Interval{Days: 7, Duration: 90 * time.Minute}
	var parts []builder.Sqlizer
	for _, field := range []string{"year", "quarter", "month", "week", "day", "hour", "minute", "second", "isoyear", "doy", "dow", "isodow", "epoch"} {
		parts = append(parts, builder.Extract(field, lentAt))
	}
	var cuts []builder.Sqlizer
	for _, field := range []string{"year", "quarter", "month", "week", "day", "hour", "minute", "second"} {
		cuts = append(cuts, builder.DateTrunc(field, lentAt))
	}
	return map[string]builder.Sqlizer{
		"extract":       builder.SelectColumns(parts...),
		"date_trunc":    builder.SelectColumns(append(cuts, builder.DateTrunc("month", due))...),
		"buckets":       builder.SelectColumns(month, builder.Count()).GroupBy(month).OrderBy(month.Desc()),
		"interval":      builder.SelectColumns(lentAt.AddInterval(week), due.AddInterval(builder.Interval{Months: 1})).Where(back.SubInterval(builder.Interval{Years: 1, Months: 2}).Lt(time.Unix(1e9, 0)), builder.Now().SubInterval(week).GtCol(lentAt)),
		"interval_expr": builder.SelectColumns(builder.Func[time.Time]("date_bin", builder.Interval{Duration: time.Hour}, lentAt, builder.Literal(time.Unix(0, 0)))),
		"time_zone":     builder.SelectColumns(builder.Extract("hour", builder.AtTimeZone(lentAt, "Europe/Berlin"))),
		"current_date":  builder.SelectColumns(reader).Where(due.LtCol(builder.CurrentDate().SubInterval(builder.Interval{Days: 3}))),
	}
}

func columnConstructs() map[string]builder.Sqlizer {
	n := builder.Col(&numbers.N)
	lentBook := builder.TypeCoerce[int64](builder.Col(&loans.BookID))
	numbered := builder.Derived[struct{ Tag, Place string }]("numbered")
	return map[string]builder.Sqlizer{
		"arithmetic":      builder.SelectColumns(sold.AddCol(bookID).MulCol(written).Mod(7), sold.SubCol(bookID).DivCol(bookID.NullIf(0)).ModCol(written), price.MulCol(builder.TypeCoerce[float64](sold))),
		"type_coerce":     builder.SelectColumns(reader, book).Join(books, lentBook.EqCol(bookID)).Where(lentBook.Gt(1)),
		"sql_null":        builder.SelectColumns(reader).Where(note.Eq("torn"), note.IsNotNull()),
		"like_col":        builder.SelectColumns(reader).From(loans).Where(builder.Or(reader.LikeCol(note), reader.NotLikeCol(note), reader.ILikeCol(note), reader.NotILikeCol(note))),
		"contains_col":    builder.SelectColumns(reader).From(loans).Where(builder.Or(note.ContainsCol(reader), note.StartsWithCol(reader), note.EndsWithCol(builder.Literal("f")))),
		"between_col":     builder.SelectColumns(book).Where(sold.BetweenCol(bookID, written)),
		"distinct_col":    builder.SelectColumns(reader).From(loans).Where(builder.Or(note.IsDistinctFromCol(reader), builder.Not(note.IsNotDistinctFromCol(reader)))),
		"greatest":        builder.SelectColumns(builder.Greatest[int64](born, authorID, builder.Literal(int64(7))), builder.Least[int64](born, authorID), builder.Greatest[int64](born)).From(authors),
		"concat":          builder.SelectColumns(builder.Concat(reader, " has ", builder.Col(&loans.BookID), 5, note)),
		"tuple_compare":   builder.SelectColumns(book).Where(builder.Or(builder.Tuple(written, book).Eq(1, "a"), builder.Tuple(written, book).Ne(bookID, "b"), builder.And(builder.Tuple(price, bookID).Ge(1, 2), builder.Tuple(price, bookID).Le(9, 8)))),
		"json_typed":      builder.SelectColumns(builder.JSON(builder.Col(&authors.Doc)).Get("n").Int(), builder.JSON(builder.Col(&authors.Doc)).Get("f").Float(), builder.JSON(builder.Col(&authors.Doc)).Get("b").Bool()),
		"view":            builder.Select(totals).From(builder.Table(totals, "sales")).Where(builder.Col(&totals.Books).Gt(1)),
		"generate_series": builder.SelectColumns(n, builder.Count(bookID)).From(builder.GenerateSeries(numbers, 1, 5)).LeftJoin(books, written.EqCol(n)).GroupBy(n).OrderBy(n),
		"with_ordinality": builder.SelectColumns(author, builder.Col(&numbered.Tag), builder.Col(&numbered.Place)).From(authors).CrossJoin(builder.TableFunc(numbered, builder.Func[string]("unnest", builder.Col(&authors.Tags))).WithOrdinality()),
	}
}
