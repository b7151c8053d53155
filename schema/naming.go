package schema

// PostgresNames has what the models do not name be called as PostgreSQL itself calls it, heroes_pkey and heroes_team_id_fkey, where it is
// pk_heroes and fk_heroes_team_id_teams otherwise. It is for a database that was there before its models: so what is added
// is named as what was found, and GoSource says it where most names are such.
func PostgresNames() Object {
	return naming{}
}

// naming is PostgresNames, which is looked for before all else is named.
type naming struct{}

func (naming) addTo(*modelling) {}

// orConventional is a name, or the conventional one without it, and whether it was given. The conventional one counts as none.
func (b *modelling) orConventional(name, prefix, table string, columns []string) (string, bool) {
	made := b.model.Names.Name(prefix, table, columns...)
	if name == "" || name == made {
		return made, false
	}
	return name, true
}
