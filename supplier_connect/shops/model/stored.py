"""Lookups, Items, orders, carts, alerts and costs of BOMs as JSON text, for stores that keep them whole.

The older pydantic that a bench may have looks for the names in annotations here, where it is asked, and not in the
modules of the classes: so all of them are imported.
"""

# ruff: noqa: F401

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from pydantic import TypeAdapter

from supplier_connect.core.model.messages import Message
from supplier_connect.shops.model.alert import Alert, AlertKind
from supplier_connect.shops.model.bom import (
	AccountFailure,
	BomCost,
	BomLine,
	BomState,
	CostedLine,
	LineCost,
)
from supplier_connect.shops.model.cart import LineState, SupplierCart, SupplierCartLine, SupplierCartState
from supplier_connect.shops.model.match import (
	Fit,
	Match,
	MatchCandidate,
	MatchOffer,
	MatchState,
	PlanNote,
	ScoreLine,
	ShopOutcome,
	TokenUse,
)
from supplier_connect.shops.model.offer import Offer, Packing, Parameter, PriceBreak
from supplier_connect.shops.model.order import Order, OrderLine, OrderState
from supplier_connect.shops.model.part import MakerNumber, Part, ShopNumber

MATCH = TypeAdapter(Match)
CANDIDATE = TypeAdapter(MatchCandidate)
OUTCOMES = TypeAdapter(tuple[ShopOutcome, ...])
PLAN = TypeAdapter(PlanNote)
PART = TypeAdapter(Part)
BOM_COST = TypeAdapter(BomCost)
ALERT = TypeAdapter(Alert)
ORDER = TypeAdapter(Order)
SUPPLIER_CART = TypeAdapter(SupplierCart)
