package main

import (
	"context"

	"gorm.io/gorm"
)

type heroGormW heroPQ

// TableName names the table.
func (heroGormW) TableName() string { return "heroes_w" }

type heroGormU heroPQ

// TableName names the table.
func (heroGormU) TableName() string { return "heroes_u" }

type heroGorm heroPQ

// TableName names the table.
func (heroGorm) TableName() string { return "heroes" }

type userGorm struct {
	ID    int64
	Name  string
	Email string
	Toys  []*toyGorm `gorm:"many2many:user_toys;joinForeignKey:user_id;joinReferences:toy_id"`
}

// TableName names the table.
func (userGorm) TableName() string { return "users" }

type toyGorm struct {
	ID    int64
	Name  string
	Price float64
}

// TableName names the table.
func (toyGorm) TableName() string { return "toys" }

type userGormW struct {
	ID    int64
	Name  string
	Email string
	Toys  []*toyGormW `gorm:"many2many:user_toys_w;joinForeignKey:user_id;joinReferences:toy_id"`
}

// TableName names the table.
func (userGormW) TableName() string { return "users_w" }

type toyGormW struct {
	ID    int64
	Name  string
	Price float64
}

// TableName names the table.
func (toyGormW) TableName() string { return "toys_w" }

// gormUser is GORM, over pgx.
type gormUser struct{ db *gorm.DB }

func gormPeer(name string, db *gorm.DB) peer {
	p := gormUser{db}
	return peer{name, map[string]op{
		"a": answers(p.get), "b100": answers(p.rows(100)), "b10k": answers(p.rows(10_000)), "c": answers(p.insert),
		"d": answers(p.insertAll), "e": does(p.update), "f": answers(p.users), "g": answers(p.insertAndUpdate),
		"h": answers(p.graph(userOf)), "hk": answers(p.graph(keyedUserOf)), "m": does(p.delete), "i": answers(p.build),
	}}
}

func (p gormUser) get(ctx context.Context, n int) (*heroGorm, error) {
	h := &heroGorm{}
	return h, p.db.WithContext(ctx).Take(h, pick(n, totalHeroes)).Error
}

func (p gormUser) rows(count int) func(context.Context, int) ([]heroGorm, error) {
	return func(ctx context.Context, n int) (heroes []heroGorm, err error) {
		low, high := span(n, count, totalHeroes)
		err = p.db.WithContext(ctx).Where("id > ? AND id <= ?", low, high).Find(&heroes).Error
		return heroes, err
	}
}

func (p gormUser) insert(ctx context.Context, n int) (*heroGormW, error) {
	h := heroGormW(heroPQOf(heroOf(n)))
	return &h, p.db.WithContext(ctx).Create(&h).Error
}

func (p gormUser) insertAll(ctx context.Context, n int) ([]heroGormW, error) {
	heroes := make([]heroGormW, insertedRows)
	for i, h := range heroesOf(n) {
		heroes[i] = heroGormW(heroPQOf(h))
	}
	return heroes, p.begin(ctx, func(tx *gorm.DB) error { return tx.Create(&heroes).Error })
}

func (p gormUser) update(ctx context.Context, n int) error {
	changes := changesOf(n)
	return p.begin(ctx, func(tx *gorm.DB) error {
		for i := range changes {
			h := heroGormU(heroPQOf(changes[i]))
			if err := tx.Model(&h).Select("name", "power", "updated_on").Updates(&h).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

func (p gormUser) users(ctx context.Context, n int) (users []userGorm, err error) {
	low, high := span(n, 100, totalUsers)
	err = p.db.WithContext(ctx).Preload("Toys").Where("id > ? AND id <= ?", low, high).Find(&users).Error
	return users, err
}

func (p gormUser) insertAndUpdate(ctx context.Context, n int) (*heroGormW, error) {
	h := heroGormW(heroPQOf(heroOf(n)))
	return &h, p.begin(ctx, func(tx *gorm.DB) error {
		if err := tx.Create(&h).Error; err != nil {
			return err
		}
		return tx.Model(&heroGormU{ID: pick(n, totalChanged)}).Update("power", float64(n)).Error
	})
}

func (p gormUser) graph(make func(n int) *user) func(context.Context, int) (*userGormW, error) {
	return func(ctx context.Context, n int) (*userGormW, error) {
		from := make(n)
		u := &userGormW{ID: from.ID, Name: from.Name, Email: from.Email}
		for _, t := range from.Toys {
			u.Toys = append(u.Toys, &toyGormW{t.ID, t.Name, t.Price})
		}
		return u, p.begin(ctx, func(tx *gorm.DB) error { return tx.Create(u).Error })
	}
}

func (p gormUser) delete(ctx context.Context, _ int) error {
	users := make([]userGormW, 0, deletedUsers)
	for _, key := range deletedKeys() {
		users = append(users, userGormW{ID: key})
	}
	return p.begin(ctx, func(tx *gorm.DB) error { return tx.Select("Toys").Delete(&users).Error })
}

func (p gormUser) build(_ context.Context, n int) (sqlText, error) {
	var heroes []heroGorm
	statement := p.db.Session(&gorm.Session{DryRun: true}).Table("heroes AS h").Select("h.id", "h.name", "h.power").
		Joins("JOIN user_toys AS ut ON ut.user_id = h.id").
		Where("h.active = ?", true).Where("h.power > ?", float64(n)).Where("h.name LIKE ?", "Hero%").
		Order("h.power DESC").Limit(10).Find(&heroes).Statement
	return sqlText{statement.SQL.String(), statement.Vars}, statement.Error
}

func (p gormUser) begin(ctx context.Context, work func(tx *gorm.DB) error) error {
	return p.db.WithContext(ctx).Transaction(work)
}
