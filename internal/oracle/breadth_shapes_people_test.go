package oracle_test

import (
	"context"
	"fmt"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

var humanShapes = []shape{
	entities("Human lists", nil, []string{"Memos", "Portrait"}, func(int64) builder.Query[*Human] {
		return byID(humans, &humans.ID).Load(builder.SelectIn(&humans.Memos), builder.Joined(&humans.Portrait))
	}),
	entities("Human firms", nil, []string{"Memos", "Portrait"}, func(int64) builder.Query[*Firm] {
		return byID(firms, &firms.ID).Load(builder.SelectIn(&firms.Memos), builder.SelectIn(&firms.Portrait))
	}),
	entities("Human to one", nil, []string{"Human", "Firm"}, func(int64) builder.Query[*Memo] {
		return byID(memos, &memos.ID).Load(builder.ToOne(memos))
	}),
	entities("Human joined", idAndSize, []string{"Human", "Firm"}, func(n int64) builder.Query[*Memo] {
		return byID(memos, &memos.ID).Load(builder.Joined(&memos.Human).Where(larger(&humans.Size, n)), builder.SelectIn(&memos.Firm))
	}),
	entities("Human has", nil, nil, func(n int64) builder.Query[*Memo] {
		return byID(memos, &memos.ID).Where(builder.Has(&memos.Firm, larger(&firms.Size, n)))
	}),
	entities("Human with", nil, nil, func(n int64) builder.Query[*Human] {
		return byID(humans, &humans.ID).Where(builder.Has(&humans.Memos, larger(&memos.Size, n)))
	}),
	entities("Human parent", nil, nil, func(n int64) builder.Query[*Memo] {
		return byID(memos, &memos.ID).Where(builder.WithParent(&firms.Memos, &Firm{ID: n}))
	}),
	counted("Human joins", func(ctx context.Context, s *repo.Session, n int64) ([]int64, error) {
		return rowCounts(ctx, s, builder.Select(memos).Join(&memos.Human), builder.Select(memos).Join(&memos.Firm).Where(larger(&firms.Size, n)))
	}),
	nested("Human only", "Memos", idAndSize, func(h *Human) []*Memo { return h.Memos }, func(n int64) builder.Query[*Human] {
		return byID(humans, &humans.ID).Load(builder.SelectIn(&humans.Memos).Only(builder.Col(&memos.Size)).Where(larger(&memos.Size, n)))
	}),
}

var cellShapes = []shape{
	entities("Cell joined", nil, []string{"Battery"}, func(int64) builder.Query[*Gadget] {
		return byID(gadgets, &gadgets.ID).Load(builder.Joined(&gadgets.Battery).Then(builder.Joined(&batteries.Cell)))
	}),
	entities("Cell back", nil, []string{"Battery"}, func(int64) builder.Query[*Cell] {
		return byID(cells, &cells.ID).Load(builder.SelectIn(&cells.Battery))
	}),
	entities("Cell has", nil, nil, func(n int64) builder.Query[*Gadget] {
		return byID(gadgets, &gadgets.ID).Where(builder.Has(&gadgets.Battery, builder.Has(&batteries.Cell, larger(&cells.Size, n))))
	}),
}

var drawerShapes = []shape{
	entities("Drawer lists", nil, []string{"Binders", "Stamps"}, func(int64) builder.Query[*Drawer] {
		return byID(drawers, &drawers.ID).Load(builder.SelectIn(&drawers.Binders), builder.SelectIn(&drawers.Stamps))
	}),
	entities("Drawer all", nil, []string{"Binders"}, func(int64) builder.Query[*Drawer] {
		return byID(drawers, &drawers.ID).Load(builder.SelectIn(&drawers.Binders)).Unfiltered()
	}),
	entities("Drawer joined", nil, []string{"Drawer"}, func(n int64) builder.Query[*Binder] {
		return byID(binders, &binders.ID).Load(builder.Joined(&binders.Drawer).Where(larger(&drawers.Size, n)))
	}),
	entities("Drawer ones", nil, []string{"Drawer"}, func(int64) builder.Query[*Stamp] {
		return byID(stamps, &stamps.ID).Load(builder.SelectIn(&stamps.Drawer))
	}),
	entities("Drawer sheets", nil, []string{"Binder"}, func(int64) builder.Query[*Sheet] {
		return byID(sheets, &sheets.ID).Join(&sheets.Binder).Load(builder.ContainsEager(&sheets.Binder))
	}),
	entities("Drawer has", nil, nil, func(n int64) builder.Query[*Drawer] {
		return byID(drawers, &drawers.ID).Where(builder.Has(&drawers.Binders, larger(&binders.Size, n)))
	}),
	counted("Drawer counts", func(ctx context.Context, s *repo.Session, n int64) ([]int64, error) {
		return rowCounts(ctx, s, builder.Select(binders), builder.Select(binders).Unfiltered(), builder.Select(binders).Join(&binders.Drawer),
			builder.Select(binders).LeftJoin(&binders.Drawer).Where(larger(&binders.Size, n)))
	}),
}

// client is a client as the columns that a query of them may show.
type client struct {
	ID   int64
	Home Abode  `db:",prefix=home_"`
	Nick string `db:"nick,nullzero"`
}

var clientShapes = []shape{
	entities("Client lists", nil, []string{"Orders"}, func(int64) builder.Query[*Client] {
		return byID(clients, &clients.ID).Load(builder.SelectIn(&clients.Orders))
	}),
	entities("Client home", nil, nil, func(n int64) builder.Query[*Client] {
		return byID(clients, &clients.ID).Where(builder.Or(builder.Col(&clients.Home.Street).Eq(fmt.Sprint("s", n)), builder.Col(&clients.Work.Spot.Lat).Gt(n)))
	}),
	entities("Client no zip", nil, nil, func(int64) builder.Query[*Client] {
		return builder.Select(clients).Where(builder.NullCol(&clients.Home.Zip).IsNull()).
			OrderBy(builder.Col(&clients.Work.Street).Desc(), builder.Col(&clients.ID).Asc())
	}),
	entities("Client zero", nil, nil, func(n int64) builder.Query[*Client] {
		return byID(clients, &clients.ID).Where(builder.Or(builder.Col(&clients.Nick).Eq(""), builder.Col(&clients.Points).Ne(n%2)))
	}),
	nested("Client joined", "Client", []string{"id", "nick", "home_street", "home_at_lon", "points"}, func(d *Deal) []*Client { return oneOf(d.Client) }, func(n int64) builder.Query[*Deal] {
		return byID(deals, &deals.ID).Load(builder.Joined(&deals.Client).Only(builder.Col(&clients.Nick), builder.Col(&clients.Points),
			builder.Col(&clients.Home.Street), builder.NullCol(&clients.Home.Spot.Lon)).Where(builder.Col(&clients.Home.Spot.Lat).Ge(n % 3)))
	}),
	{"Client rows", func(ctx context.Context, s *repo.Session, _ int64) (found []string, err error) {
		rows, err := repo.All(ctx, s, builder.As[client](builder.SelectColumns(builder.Col(&clients.ID), builder.Col(&clients.Home.Street),
			builder.NullCol(&clients.Home.Zip), builder.Col(&clients.Home.Spot.Lat), builder.Col(&clients.Nick)).OrderBy(builder.Col(&clients.ID).Asc())))
		for _, r := range rows {
			found = append(found, fmt.Sprint(r.ID, " ", r.Home.Street, " ", shown(r.Home.Zip), " ", r.Home.Spot.Lat, " ", r.Nick))
		}
		return found, err
	}},
}
