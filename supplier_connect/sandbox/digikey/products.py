"""The calls of the sandbox's Products API (v4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from supplier_connect.sandbox.digikey.categories import Trail, parents, trail_of
from supplier_connect.sandbox.digikey.errors import invalid, not_found
from supplier_connect.sandbox.digikey.makers import maker_of
from supplier_connect.sandbox.digikey.offers import DigiKeyProduct, Hit, Shelf, Variation
from supplier_connect.sandbox.digikey.pricing import (
	package_wire,
	packages_for,
	pricing_wire,
	quantity_pricing_wire,
	quote_for,
	reeling_wire,
)
from supplier_connect.sandbox.digikey.search import SearchRequest, applied_filters, filters_wire, search
from supplier_connect.sandbox.digikey.substitutes import companions_of, substitutes_of
from supplier_connect.sandbox.digikey.visit import ShopRequest, count, json_object
from supplier_connect.sandbox.digikey.wire import (
	Json,
	category_node,
	datasheet_url,
	maker_wire,
	pack_wire,
	photo_url,
	product_url,
	product_wire,
	variation_wire,
)
from supplier_connect.sandbox.digikey.words import DIGI_REEL


class ProductCalls:
	"""What the Products API answers, call by call. Part numbers come decoded."""

	def __init__(self, shelf: Shelf) -> None:
		"""`shelf` holds the products."""
		self._shelf = shelf

	def keyword(self, visit: ShopRequest) -> Json:
		"""POST search/keyword."""
		found = search(SearchRequest.from_json(json_object(visit.request)), self._shelf)
		return {
			"Products": [product_wire(each, visit.view) for each in found.page],
			"ProductsCount": found.total,
			"ExactMatches": [product_wire(each, visit.view) for each in found.exact],
			"FilterOptions": filters_wire(found, visit.view.locale.language),
			"SearchLocaleUsed": visit.view.locale.wire(),
			"AppliedParametricFiltersDto": applied_filters(),
		}

	def details(self, visit: ShopRequest, number: str) -> Json:
		"""GET search/NUMBER/productdetails."""
		product = self._hit(number).product
		return {"SearchLocaleUsed": visit.view.locale.wire(), "Product": product_wire(product, visit.view)}

	def substitutions(self, visit: ShopRequest, number: str) -> Json:
		"""GET search/NUMBER/substitutions."""
		others = substitutes_of(self._hit(number).product, self._shelf)
		return {
			"ProductSubstitutesCount": len(others),
			"ProductSubstitutes": [_substitute_wire(each, visit) for each in others],
			"SearchLocaleUsed": visit.view.locale.wire(),
		}

	def alternate_packaging(self, visit: ShopRequest, number: str) -> Json:
		"""GET search/NUMBER/alternatepackaging: the other packagings of the one that was asked for."""
		hit = self._hit(number)
		others = [each for each in hit.product.variations if each != hit.variation and not each.marketplace]
		return {
			"AlternatePackagings": {
				"AlternatePackaging": [_packaging_wire(hit.product, each, visit) for each in others]
			},
			"SearchLocaleUsed": visit.view.locale.wire(),
		}

	def media(self, visit: ShopRequest, number: str) -> Json:
		"""GET search/NUMBER/media."""
		product = self._hit(number).product
		photo = photo_url(product, visit.view.site)
		return {
			"MediaLinks": [
				_media_wire("Datasheets", datasheet_url(product, visit.view.site), ""),
				_media_wire("Product Photos", photo, photo),
			],
			"SearchLocaleUsed": visit.view.locale.wire(),
		}

	def pricing(self, visit: ShopRequest, number: str) -> Json:
		"""GET search/NUMBER/pricing."""
		return pricing_wire(self._hit(number), visit.view)

	def pricing_by_quantity(self, visit: ShopRequest, number: str, quantity: str) -> Json:
		"""GET search/NUMBER/pricingbyquantity/QUANTITY."""
		return quantity_pricing_wire(
			self._hit(number), number, _quantity("requestedQuantity", quantity), visit.view
		)

	def reel_pricing(self, visit: ShopRequest, number: str) -> Json:
		"""GET search/NUMBER/digireelpricing?requestedQuantity=: for numbers of a Digi-Reel."""
		variation = self._hit(number).variation
		name = "requestedQuantity"
		quantity = _quantity(name, visit.request.args.get(name))
		if variation is None or variation.pack is not DIGI_REEL:
			raise invalid("productNumber", "The product number is not one of a Digi-Reel.")
		quote = quote_for(variation, quantity, visit.view)
		if quote is None:
			raise not_found("The product has no price.")
		return reeling_wire(quote, visit.view)

	def manufacturers(self, visit: ShopRequest) -> Json:
		"""GET search/manufacturers."""
		makers = {maker_of(name).id: maker_of(name) for name in self._shelf.catalogue.manufacturers()}
		return {"Manufacturers": [maker_wire(maker) for maker in makers.values()]}

	def categories(self, visit: ShopRequest) -> Json:
		"""GET search/categories: the tree, with the number of products at the ends of its branches."""
		counts = self._counts()
		return {
			"ProductCount": sum(counts.values()),
			"Categories": _tree(counts, 0),
			"SearchLocaleUsed": visit.view.locale.wire(),
		}

	def category(self, visit: ShopRequest, number: str) -> Json:
		"""GET search/categories/ID: a category with all below it."""
		found = (each for each in _all_nodes(_tree(self._counts(), 0)) if str(each["CategoryId"]) == number)
		node = next(found, None)
		if node is None:
			raise not_found(f"Category {number} not found.")
		return {"Category": node, "SearchLocaleUsed": visit.view.locale.wire()}

	def associations(self, visit: ShopRequest, number: str) -> Json:
		"""GET search/NUMBER/associations: here nothing but others of its kind goes with a product."""
		others = companions_of(self._hit(number).product, self._shelf)
		return {
			"ProductAssociations": {
				"Kits": [],
				"MatingProducts": [],
				"AssociatedProducts": [_summary_wire(each, visit) for each in others],
				"ForUseWithProducts": [],
			},
			"SearchLocaleUsed": visit.view.locale.wire(),
		}

	def recommended(self, visit: ShopRequest, number: str) -> Json:
		"""GET search/NUMBER/recommendedproducts?limit=."""
		limit = count(visit.request.args, "limit", 1)
		others = companions_of(self._hit(number).product, self._shelf)[:limit]
		return {
			"Recommendations": [
				{
					"ProductNumber": number,
					"RecommendedProducts": [_recommended_wire(each, visit) for each in others],
					"SearchLocaleUsed": visit.view.locale.wire(),
				}
			]
		}

	def package_type_by_quantity(self, visit: ShopRequest, number: str) -> Json:
		"""GET search/packagetypebyquantity/NUMBER?requestedQuantity=&packagingPreference=."""
		arguments = visit.request.args
		quantity = _quantity("requestedQuantity", arguments.get("requestedQuantity"))
		hit = self._hit(number)
		chosen = packages_for(hit, quantity, arguments.get("packagingPreference", ""))
		return {"Products": [package_wire(hit.product, each, pieces, visit.view) for each, pieces in chosen]}

	def _counts(self) -> dict[Trail, int]:
		counts: dict[Trail, int] = {}
		for name, parts in self._shelf.catalogue.categories().items():
			counts[trail_of(name)] = counts.get(trail_of(name), 0) + parts
		return counts

	def _hit(self, number: str) -> Hit:
		hit = self._shelf.find(number)
		if hit is None:
			raise not_found(f"Product {number} not found.")
		return hit


def _quantity(name: str, given: str | None) -> int:
	quantity = count({name: given}, name, 0)
	if not quantity:
		raise invalid(name, f"The field {name} must be greater than 0.")
	return quantity


def _summary_wire(product: DigiKeyProduct, visit: ShopRequest) -> Json:
	return {
		"ProductUrl": product_url(product, visit.view.site),
		"Description": product.part.description,
		"Manufacturer": maker_wire(product.maker),
		"ManufacturerProductNumber": product.part.mpn,
		"UnitPrice": str(visit.view.price(product.price_of_one)),
		"QuantityAvailable": product.stock,
	}


def _substitute_wire(product: DigiKeyProduct, visit: ShopRequest) -> Json:
	number = product.variations[0].number
	return {"SubstituteType": "Direct", **_summary_wire(product, visit), "DigiKeyProductNumber": number}


def _recommended_wire(product: DigiKeyProduct, visit: ShopRequest) -> Json:
	return {
		"DigiKeyProductNumber": product.variations[0].number,
		"ManufacturerProductNumber": product.part.mpn,
		"ManufacturerName": product.maker.name,
		"PrimaryPhoto": photo_url(product, visit.view.site),
		"ProductDescription": product.part.description,
		"QuantityAvailable": product.stock,
		"UnitPrice": float(visit.view.price(product.price_of_one)),
		"ProductUrl": product_url(product, visit.view.site),
	}


def _packaging_wire(product: DigiKeyProduct, variation: Variation, visit: ShopRequest) -> Json:
	return {
		**variation_wire(variation, visit.view),
		"Packaging": pack_wire(variation.pack, visit.view.locale.language),
		"Manufacturer": maker_wire(product.maker),
		"ManufacturerProductNumber": product.part.mpn,
		"ProductUrl": product_url(product, visit.view.site),
	}


def _media_wire(kind: str, url: str, photo: str) -> Json:
	return {"MediaType": kind, "Title": kind, "SmallPhoto": photo, "Thumbnail": photo, "Url": url}


def _tree(counts: dict[Trail, int], depth: int) -> list[Json]:
	"""The categories at a depth with all below them."""
	branches: dict[int, dict[Trail, int]] = {}
	for trail, parts in counts.items():
		if len(trail) > depth:
			branches.setdefault(trail[depth].id, {})[trail] = parts
	return [_branch(branch, depth) for branch in branches.values()]


def _all_nodes(nodes: Iterable[Json]) -> Iterator[Json]:
	for node in nodes:
		yield node
		yield from _all_nodes(node["Children"])


def _branch(counts: dict[Trail, int], depth: int) -> Json:
	trail = next(iter(counts))
	node = category_node(trail[depth], parents(trail)[depth], _tree(counts, depth + 1), "Children")
	return {**node, "ProductCount": sum(counts.values())}
