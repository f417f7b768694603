"""What whitelisted functions answer: a class for each shape, as docs/api.md describes it."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, SerializerFunctionWrapHandler, model_serializer

from supplier_connect.core.desk.clock import to_site
from supplier_connect.core.desk.errors import translate
from supplier_connect.core.model.messages import Message

ResultType = TypeVar("ResultType", bound="Result")


def _text(value: Any) -> Any:
	if isinstance(value, Message):
		return translate(value)
	return value.value if isinstance(value, Enum) else value if value is not None else ""


def _moment(value: Any) -> Any:
	if not isinstance(value, datetime):
		return value
	local = to_site(value) if value.tzinfo else value
	return local and str(local.replace(microsecond=0))


# A sentence in the user's language, or the word of an enumeration; "" for nothing.
Text = Annotated[str, BeforeValidator(_text)]
# In the site's time zone, to the second.
Moment = Annotated[str, BeforeValidator(_moment)]


class Result(BaseModel):
	"""An answer, or a part of one; filled from its own values or from an object that has them (`of`).

	Figures are numbers, days ISO texts; what isn't known is null. An engine's class whose fields are just that is a part as it is.
	"""

	model_config = ConfigDict(frozen=True, from_attributes=True, populate_by_name=True)

	@classmethod
	def of(cls: type[ResultType], source: object, **more: Any) -> ResultType:
		"""What an object has under the names of the fields, and what is given besides."""
		told = {name: getattr(source, name) for name in cls.model_fields if name not in more}
		return cls(**told, **more)


class Partial(Result):
	"""An answer that leaves out what it wasn't given."""

	@model_serializer(mode="wrap")
	def _given(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
		return {name: value for name, value in whole(self).items() if name in self.model_fields_set}


class Job(Result):
	"""A job in the background, by the name to ask for its progress with."""

	job: str
