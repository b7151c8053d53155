"""The second family of models, mapped by words of SQLAlchemy's own: see breadth_model_test.go, which says the same to drey."""
import json

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, and_, event, exc, inspect
from sqlalchemy.orm import backref, composite, declarative_base, foreign, relationship, remote
from sqlalchemy.types import TypeDecorator

Base = declarative_base()
OWNED = dict(cascade="all, delete-orphan")


class NullZero(TypeDecorator):
    """nullzero: the zero value is NULL."""

    cache_ok = True
    impl = String
    zero = ""

    def process_bind_param(self, value, dialect):
        return None if value == self.zero else value

    def process_result_value(self, value, dialect):
        return self.zero if value is None else value


class NullZeroInteger(NullZero):
    impl = Integer
    zero = 0


class Row:
    id = Column(Integer, primary_key=True, autoincrement=False)
    size = Column(Integer)


# A foreign key to a unique column


class Region(Row, Base):
    __tablename__ = "regions"
    code = Column(String, unique=True)
    Villages = relationship("Village", back_populates="Region")
    Castles = relationship("Castle", back_populates="Region", **OWNED)
    Crown = relationship("Crown", uselist=False)


class Village(Row, Base):
    __tablename__ = "villages"
    region_code = Column(ForeignKey("regions.code", onupdate="CASCADE"))
    Region = relationship("Region", back_populates="Villages")


class Castle(Row, Base):
    __tablename__ = "castles"
    region_code = Column(ForeignKey("regions.code", onupdate="CASCADE"))
    Region = relationship("Region", back_populates="Castles")


class Crown(Row, Base):
    __tablename__ = "crowns"
    region_code = Column(ForeignKey("regions.code", onupdate="CASCADE"))


# Views


class Guest(Row, Base):
    __tablename__ = "guests"
    town = Column(String)


class Bill(Row, Base):
    __tablename__ = "bills"
    status = Column(String)
    guest_id = Column(ForeignKey("guests.id"))
    host_id = Column(ForeignKey("guests.id"))


own = Guest.id == foreign(Bill.guest_id)
Guest.Bills = relationship(Bill, foreign_keys=Bill.guest_id, back_populates="Guest")
Guest.Hosts = relationship(Bill, foreign_keys=Bill.host_id, back_populates="Host")
Bill.Guest = relationship(Guest, foreign_keys=Bill.guest_id, back_populates="Bills")
Bill.Host = relationship(Guest, foreign_keys=Bill.host_id, back_populates="Hosts")
Guest.Open = relationship(Bill, primaryjoin=and_(own, Bill.status == "open", Bill.size > 2), viewonly=True,
                          order_by=[Bill.size.desc(), Bill.id])
Guest.Done = relationship(Bill, primaryjoin=and_(own, Bill.status == "done"), viewonly=True, order_by=Bill.id.desc())
Guest.Last = relationship(Bill, primaryjoin=own, viewonly=True, order_by=Bill.id.desc(), uselist=False)
near = Guest.__table__.c
Guest.Near = relationship(Guest, primaryjoin=and_(near.town == remote(foreign(near.town)), remote(near.size) > 1), viewonly=True, uselist=True)
Bill.Local = relationship(Guest, primaryjoin=and_(Guest.id == foreign(Bill.guest_id), Guest.town == "ulm"), viewonly=True)


# One of several types: the recipe of a generic foreign key


class Human(Row, Base):
    __tablename__ = "humans"


class Firm(Row, Base):
    __tablename__ = "firms"


class Memo(Row, Base):
    __tablename__ = "memos"
    owner_id = Column(Integer)
    owner_type = Column(String)


class Portrait(Row, Base):
    __tablename__ = "portraits"
    __mapper_args__ = {"legacy_is_orphan": True}  # it is an orphan when nobody has it, of either type
    shown_id = Column(Integer)
    shown_type = Column(String)


def generic(owner, memos, portraits):
    """Tie a type to what may be about it."""
    owner.Memos = relationship(Memo, primaryjoin=and_(owner.id == foreign(remote(Memo.owner_id)), Memo.owner_type == memos),
                               overlaps="Memos")
    owner.Portrait = relationship(Portrait, primaryjoin=and_(owner.id == foreign(remote(Portrait.shown_id)), Portrait.shown_type == portraits),
                                  uselist=False, overlaps="Portrait", **OWNED)
    setattr(Memo, owner.__name__, relationship(
        owner, primaryjoin=and_(remote(owner.id) == foreign(Memo.owner_id), foreign(Memo.owner_type) == memos), viewonly=True, uselist=False))

    @event.listens_for(owner.Memos, "append")
    def appended(target, memo, _):
        memo.owner_type = memos

    @event.listens_for(owner.Memos, "remove")
    def removed(target, memo, _):
        memo.owner_type = None

    @event.listens_for(owner.Portrait, "set")
    def was_set(target, portrait, old, _):
        if portrait is not None:
            portrait.shown_type = portraits


generic(Human, "humans", "being")
generic(Firm, "firms", "firms")


@event.listens_for(Memo, "before_update")
def emptied(mapper, connection, memo):
    if memo.owner_id is None:
        memo.owner_type = None


# delete-orphan from the belongs-to side


class Cell(Row, Base):
    __tablename__ = "cells"


class Battery(Row, Base):
    __tablename__ = "batteries"
    cell_id = Column(ForeignKey("cells.id"))
    Cell = relationship(Cell, single_parent=True, backref=backref("Battery", uselist=False), **OWNED)


class Gadget(Row, Base):
    __tablename__ = "gadgets"
    battery_id = Column(ForeignKey("batteries.id"))
    Battery = relationship(Battery, single_parent=True, **OWNED)


# Soft delete


class Soft:
    deleted_at = Column(DateTime)


class Drawer(Row, Soft, Base):
    __tablename__ = "drawers"
    rev = Column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": rev}
    Binders = relationship("Binder", back_populates="Drawer", cascade="all")
    Stamps = relationship("Stamp", back_populates="Drawer")


class Binder(Row, Soft, Base):
    __tablename__ = "binders"
    drawer_id = Column(ForeignKey("drawers.id"))
    Drawer = relationship("Drawer", back_populates="Binders")
    Sheets = relationship("Sheet", back_populates="Binder", **OWNED)


class Sheet(Row, Base):
    __tablename__ = "sheets"
    binder_id = Column(ForeignKey("binders.id"))
    Binder = relationship("Binder", back_populates="Sheets")


class Stamp(Row, Base):
    __tablename__ = "stamps"
    drawer_id = Column(ForeignKey("drawers.id"))
    Drawer = relationship("Drawer", back_populates="Stamps")


# Structs as columns, columns that are written once, zeros that are NULL


class Abode:
    names = ("street", "zip", "at_lat", "at_lon")

    def __init__(self, *values):
        self.values = values

    def __composite_values__(self):
        return self.values

    def __eq__(self, other):
        return isinstance(other, Abode) and self.values == other.values

    def __ne__(self, other):
        return not self == other


class Client(Row, Base):
    __tablename__ = "clients"
    home_street, home_zip, home_at_lat, home_at_lon = Column(String), Column(String), Column(Integer), Column(Integer)
    work_street, work_zip, work_at_lat, work_at_lon = Column(String), Column(String), Column(Integer), Column(Integer)
    Home = composite(Abode, home_street, home_zip, home_at_lat, home_at_lon)
    Work = composite(Abode, work_street, work_zip, work_at_lat, work_at_lon)
    signed = Column(String)
    nick = Column(NullZero)
    points = Column(NullZeroInteger)
    Orders = relationship("Deal", back_populates="Client")


class Deal(Row, Base):
    __tablename__ = "deals"
    client_id = Column(ForeignKey("clients.id"))
    Client = relationship("Client", back_populates="Orders")


@event.listens_for(Client, "before_update")
@event.listens_for(Deal, "before_update")
def created_only(mapper, connection, obj):
    """createonly: what only an INSERT writes is refused by the flush that would change it."""
    for name in {"signed", "client_id"} & set(mapper.column_attrs.keys()):
        history = inspect(obj).attrs[name].history
        if history.added and history.deleted and history.added != history.deleted:
            raise exc.InvalidRequestError(name + " is written once")


KINDS = {mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers}


# What both sides show


def tag(obj):
    return f"{type(obj).__name__}#{obj.id}"


def columns_of(cls):
    return [c.key for c in inspect(cls).column_attrs]


def told(name, value):
    return value is not None if name == "deleted_at" else value


def compact(value):
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def targets(obj, rel):
    """Tags of what a field leads to, in the field's order where it has one."""
    held = getattr(obj, rel)
    held = held if isinstance(held, list) else [held] if held is not None else []
    tags = [tag(o) for o in held]
    return tags if inspect(type(obj)).relationships[rel].order_by else sorted(tags)


def line(obj, columns=None, rels=()):
    """What an entity shows: its columns, or some of them, and relationships."""
    values = {n: told(n, getattr(obj, n)) for n in columns or columns_of(type(obj))}
    return " ".join([tag(obj), compact(values)] + [rel + "=" + ",".join(targets(obj, rel)) for rel in rels])
