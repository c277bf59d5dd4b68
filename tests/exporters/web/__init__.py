"""Tests of the HTTP API, against its OpenAPI document and over a real server on loopback."""
