"""The shapes of the formats of linked data, as far as we write them; nothing is fetched to check them."""

DAY = r"^\d{4}-\d\d-\d\d"
IRI = r"^(urn:tolltrace:[a-z-]+:[^\s<>\"{}|\\^`]+|https?://[^\s<>\"{}|\\^`]+)$"
NAME = {"type": "string", "pattern": IRI}
REFERENCE = {"type": "object", "required": ["@id"], "properties": {"@id": NAME}}
FIGURE = {"tolltrace:low": {"type": "integer"}, "tolltrace:high": {"type": "integer"}}


def node(kind, required, **properties):
    """A node of a type, with what it must have; nothing but what schema.org, PROV or our vocabulary name."""
    return {
        "if": {
            "required": ["@type"],
            "properties": {"@type": {"anyOf": [{"const": kind}, {"type": "array", "contains": {"const": kind}}]}},
        },
        "then": {"required": ["@id", *required], "properties": {"@id": NAME, **properties}},
    }


ARTICLE = {
    "type": "object",
    "required": ["@type", "@id", "inLanguage"],
    "properties": {
        "@type": {"const": "NewsArticle"},
        "@id": NAME,
        "headline": {"type": "string"},
        "datePublished": {"type": "string", "pattern": DAY},
        "publisher": {"type": "object", "required": ["@type", "name"]},
        "url": {"type": "string", "pattern": "^https?://"},
        "inLanguage": {"type": "string"},
    },
    "additionalProperties": False,
}
SCHEMA_ORG = {
    "type": "object",
    "required": ["@context", "@graph"],
    "properties": {
        "@context": {"type": "object", "properties": {"@vocab": {"const": "https://schema.org/"}}},
        "@graph": {
            "items": {
                "required": ["@type"],
                "properties": {"@type": {"enum": ["Claim", "Quotation"]}},
                "allOf": [
                    node(
                        "Claim",
                        ["name", "appearance", "firstAppearance", "tolltrace:harm", "tolltrace:stance"],
                        appearance={"type": "array", "minItems": 1, "items": ARTICLE},
                        firstAppearance=REFERENCE,
                        dateCreated={"type": "string", "pattern": DAY},
                        **FIGURE,
                    ),
                    node("Quotation", ["text", "isPartOf", "tolltrace:relays"], isPartOf=REFERENCE),
                ],
                "propertyNames": {"pattern": "^(@|[a-z][A-Za-z]+$|tolltrace:)"},
            }
        },
    },
}

ROLE = {"enum": [f"tolltrace:{name}" for name in ("firstSpeaker", "relay", "publisher", "reader")]}
ATTRIBUTION = {
    "type": "object",
    "required": ["@type", "prov:agent", "prov:hadRole"],
    "properties": {"@type": {"const": "prov:Attribution"}, "prov:hadRole": ROLE},
}
PROV = {
    "type": "object",
    "required": ["@context", "@graph"],
    "properties": {
        "@context": {"type": "object", "properties": {"prov": {"const": "http://www.w3.org/ns/prov#"}}},
        "@graph": {
            "items": {
                "required": ["@id"],
                "propertyNames": {"pattern": "^(@id|@type|prov:[A-Za-z]+|rdfs:label|tolltrace:[A-Za-z0-9]+)$"},
                "allOf": [
                    {"if": {"required": ["@type"]}, "then": {}, "else": {"minProperties": 2, "maxProperties": 2}},
                    node(
                        "tolltrace:Claim",
                        ["@type", "prov:wasQuotedFrom", "prov:wasGeneratedBy", "tolltrace:harm"],
                        **{
                            "prov:wasQuotedFrom": NAME,
                            "prov:wasGeneratedBy": NAME,
                            "prov:qualifiedAttribution": {"type": "array", "items": ATTRIBUTION},
                        },
                        **FIGURE,
                    ),
                    node("prov:Activity", ["prov:used", "prov:wasAssociatedWith", "prov:qualifiedAssociation"]),
                    node("tolltrace:ReportVersion", ["prov:specializationOf", "tolltrace:version"]),
                    node("prov:SoftwareAgent", ["tolltrace:version", "tolltrace:codeSha256"]),
                ],
            }
        },
    },
}

TEXT_BODY = {
    "type": "object",
    "required": ["type", "value", "purpose"],
    "properties": {
        "type": {"const": "TextualBody"},
        "purpose": {"enum": ["describing", "tagging"]},
        "value": {"type": "string"},
    },
}
ANNOTATIONS = {
    "type": "object",
    "required": ["@context", "id", "type", "items"],
    "properties": {
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
        "type": {"const": "AnnotationPage"},
        "items": {
            "items": {
                "type": "object",
                "required": ["id", "type", "motivation", "body", "target"],
                "properties": {
                    "id": NAME,
                    "type": {"const": "Annotation"},
                    "body": {"type": "array", "minItems": 1, "items": TEXT_BODY},
                    "target": {
                        "type": "object",
                        "required": ["source", "selector"],
                        "properties": {
                            "source": NAME,
                            "selector": {
                                "prefixItems": [
                                    {
                                        "required": ["type", "exact"],
                                        "properties": {"type": {"const": "TextQuoteSelector"}},
                                    },
                                    {
                                        "required": ["type", "start", "end"],
                                        "properties": {
                                            "type": {"const": "TextPositionSelector"},
                                            "start": {"type": "integer", "minimum": 0},
                                            "end": {"type": "integer", "minimum": 0},
                                        },
                                    },
                                ],
                                "minItems": 2,
                                "maxItems": 2,
                            },
                        },
                    },
                },
            }
        },
    },
}
