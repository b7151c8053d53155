package main

import (
	"context"
	"time"

	"github.com/uptrace/bun"
)

type bunColumns struct {
	ID        int64      `bun:"id,pk,autoincrement"`
	Name      string     `bun:"name"`
	Age       *int32     `bun:"age"`
	AppSrc    string     `bun:"app_src"`
	Power     float64    `bun:"power"`
	Active    bool       `bun:"active"`
	Tags      []string   `bun:"tags,array"`
	CreatedAt time.Time  `bun:"created_at,nullzero,default:now()"`
	UpdatedOn *time.Time `bun:"updated_on"`
}

type heroBun struct {
	bun.BaseModel `bun:"table:heroes,alias:h" json:"-"`
	bunColumns
}

type heroBunW struct {
	bun.BaseModel `bun:"table:heroes_w,alias:h" json:"-"`
	bunColumns
}

type heroBunU struct {
	bun.BaseModel `bun:"table:heroes_u,alias:h" json:"-"`
	bunColumns
}

func bunColumnsOf(h hero) bunColumns {
	return bunColumns(h)
}

type userBun struct {
	bun.BaseModel `bun:"table:users,alias:u" json:"-"`
	ID            int64    `bun:"id,pk,autoincrement"`
	Name          string   `bun:"name"`
	Email         string   `bun:"email"`
	Toys          []toyBun `bun:"m2m:user_toys,join:User=Toy"`
}

type toyBun struct {
	bun.BaseModel `bun:"table:toys,alias:t" json:"-"`
	ID            int64   `bun:"id,pk,autoincrement"`
	Name          string  `bun:"name"`
	Price         float64 `bun:"price"`
}

type linkBun struct {
	bun.BaseModel `bun:"table:user_toys" json:"-"`
	UserID        int64    `bun:"user_id,pk"`
	User          *userBun `bun:"rel:belongs-to,join:user_id=id"`
	ToyID         int64    `bun:"toy_id,pk"`
	Toy           *toyBun  `bun:"rel:belongs-to,join:toy_id=id"`
}

type userBunW struct {
	bun.BaseModel `bun:"table:users_w" json:"-"`
	ID            int64     `bun:"id,pk,autoincrement"`
	Name          string    `bun:"name"`
	Email         string    `bun:"email"`
	Toys          []toyBunW `bun:"-"`
}

type toyBunW struct {
	bun.BaseModel `bun:"table:toys_w" json:"-"`
	ID            int64   `bun:"id,pk,autoincrement"`
	Name          string  `bun:"name"`
	Price         float64 `bun:"price"`
}

type linkBunW struct {
	bun.BaseModel `bun:"table:user_toys_w" json:"-"`
	UserID        int64 `bun:"user_id,pk"`
	ToyID         int64 `bun:"toy_id,pk"`
}

// bunUser is bun over its own driver.
type bunUser struct{ db *bun.DB }

func bunPeer(db *bun.DB) peer {
	p := bunUser{db}
	return peer{"bun", map[string]op{
		"a": answers(p.get), "b100": answers(p.rows(100)), "b10k": answers(p.rows(10_000)), "c": answers(p.insert),
		"d": answers(p.insertAll), "e": does(p.update), "f": answers(p.users), "g": answers(p.insertAndUpdate),
		"h": answers(p.graph), "m": does(p.delete), "i": answers(p.build),
	}}
}

func (p bunUser) get(ctx context.Context, n int) (*heroBun, error) {
	h := &heroBun{}
	return h, p.db.NewSelect().Model(h).Where("id = ?", pick(n, totalHeroes)).Scan(ctx)
}

func (p bunUser) rows(count int) func(context.Context, int) ([]heroBun, error) {
	return func(ctx context.Context, n int) (heroes []heroBun, err error) {
		low, high := span(n, count, totalHeroes)
		err = p.db.NewSelect().Model(&heroes).Where("id > ?", low).Where("id <= ?", high).Scan(ctx)
		return heroes, err
	}
}

func (p bunUser) insert(ctx context.Context, n int) (*heroBunW, error) {
	h := &heroBunW{bunColumns: bunColumnsOf(heroOf(n))}
	_, err := p.db.NewInsert().Model(h).Exec(ctx)
	return h, err
}

func (p bunUser) insertAll(ctx context.Context, n int) ([]heroBunW, error) {
	heroes := make([]heroBunW, insertedRows)
	for i, h := range heroesOf(n) {
		heroes[i].bunColumns = bunColumnsOf(h)
	}
	return heroes, p.begin(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewInsert().Model(&heroes).Exec(ctx)
		return err
	})
}

// update is bun's statement for many rows.
func (p bunUser) update(ctx context.Context, n int) error {
	heroes := make([]*heroBunU, updatedRows)
	for i, h := range changesOf(n) {
		heroes[i] = &heroBunU{bunColumns: bunColumnsOf(h)}
	}
	return p.begin(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model(&heroes).Column("name", "power", "updated_on").Bulk().Exec(ctx)
		return err
	})
}

func (p bunUser) users(ctx context.Context, n int) (users []userBun, err error) {
	low, high := span(n, 100, totalUsers)
	err = p.db.NewSelect().Model(&users).Relation("Toys").Where("u.id > ?", low).Where("u.id <= ?", high).Scan(ctx)
	return users, err
}

func (p bunUser) insertAndUpdate(ctx context.Context, n int) (*heroBunW, error) {
	h := &heroBunW{bunColumns: bunColumnsOf(heroOf(n))}
	return h, p.begin(ctx, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewInsert().Model(h).Exec(ctx); err != nil {
			return err
		}
		changed := &heroBunU{bunColumns: bunColumns{ID: pick(n, totalChanged), Power: float64(n)}}
		_, err := tx.NewUpdate().Model(changed).Column("power").WherePK().Exec(ctx)
		return err
	})
}

func (p bunUser) graph(ctx context.Context, n int) (*userBunW, error) {
	from := userOf(n)
	u := &userBunW{Name: from.Name, Email: from.Email}
	for _, t := range from.Toys {
		u.Toys = append(u.Toys, toyBunW{Name: t.Name, Price: t.Price})
	}
	return u, p.begin(ctx, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewInsert().Model(u).Exec(ctx); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(&u.Toys).Exec(ctx); err != nil {
			return err
		}
		links := make([]linkBunW, len(u.Toys))
		for i, t := range u.Toys {
			links[i] = linkBunW{UserID: u.ID, ToyID: t.ID}
		}
		_, err := tx.NewInsert().Model(&links).Exec(ctx)
		return err
	})
}

func (p bunUser) delete(ctx context.Context, _ int) error {
	keys := bun.List(deletedKeys())
	return p.begin(ctx, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewDelete().Model((*linkBunW)(nil)).Where("user_id IN (?)", keys).Exec(ctx); err != nil {
			return err
		}
		_, err := tx.NewDelete().Model((*userBunW)(nil)).Where("id IN (?)", keys).Exec(ctx)
		return err
	})
}

// build writes its arguments into the text.
func (p bunUser) build(_ context.Context, n int) (sqlText, error) {
	query := p.db.NewSelect().TableExpr("heroes AS h").Column("h.id", "h.name", "h.power").
		Join("JOIN user_toys AS ut ON ut.user_id = h.id").
		Where("h.active = ?", true).Where("h.power > ?", float64(n)).Where("h.name LIKE ?", "Hero%").OrderExpr("h.power DESC").Limit(10)
	text, err := query.AppendQuery(p.db.QueryGen(), nil)
	return sqlText{SQL: string(text)}, err
}

func (p bunUser) begin(ctx context.Context, work func(ctx context.Context, tx bun.Tx) error) error {
	return p.db.RunInTx(ctx, nil, work)
}
