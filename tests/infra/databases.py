"""Fresh databases for tests, copied from templates that are migrated once."""

import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import asyncpg

Migrate = Callable[[str], Awaitable[None]]


class Databases:
    """Makes databases on one server; each set of migrations runs once, into a template."""

    def __init__(self, admin_dsn: str) -> None:
        self._admin_dsn = admin_dsn
        self._templates: dict[tuple[Migrate, ...], str] = {}

    async def create(self, *migrations: Migrate) -> str:
        """The address of a new database to which the migrations were applied, in their order."""
        if migrations not in self._templates:
            template = await self._create("template1", "template")
            for migrate in migrations:
                await migrate(self._dsn(template))
            self._templates[migrations] = template
        return self._dsn(await self._create(self._templates[migrations], "test"))

    async def drop(self, *dsns: str) -> None:
        """Delete databases, also those to which somebody is still connected."""
        await self._execute(*(f'DROP DATABASE "{urlsplit(dsn).path[1:]}" WITH (FORCE)' for dsn in dsns))

    async def drop_templates(self) -> None:
        """Delete what was made for the whole session."""
        await self.drop(*map(self._dsn, self._templates.values()))
        self._templates.clear()

    async def _create(self, template: str, kind: str) -> str:
        name = f"vestnik_{kind}_{secrets.token_hex(6)}"
        await self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    async def _execute(self, *statements: str) -> None:
        connection = await asyncpg.connect(self._admin_dsn)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    def _dsn(self, database: str) -> str:
        return urlsplit(self._admin_dsn)._replace(path=f"/{database}").geturl()
