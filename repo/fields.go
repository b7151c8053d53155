package repo

import (
	"reflect"

	"github.com/drey-db/drey/internal/mapper"
)

// giveField ends the errors of an address that names no field.
const giveField = "give the address of one, as in &entity.Field, or as in &entity.Home.City where a struct stands for its columns"

// columnAt returns the column of the field that an address in an entity is of.
func columnAt(m *mapper.Mapping, entity, field any) (*mapper.Column, error) {
	base := reflect.ValueOf(entity).UnsafePointer()
	for _, c := range m.Columns {
		if c.Addr(base) == field {
			return c, nil
		}
	}
	return nil, invalid("a %T that is no field of this %s with a column: "+giveField, field, m.Name())
}

// columnsAt is columnAt, or all columns of the struct that the address is of, or of a pointer to one.
func columnsAt(m *mapper.Mapping, entity, field any) ([]*mapper.Column, error) {
	c, err := columnAt(m, entity, field)
	if err == nil {
		return []*mapper.Column{c}, nil
	}
	if columns := m.ColumnsOf(reflect.ValueOf(entity).UnsafePointer(), field); columns != nil {
		return columns, nil
	}
	return nil, err
}
