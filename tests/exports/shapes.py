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


# ── our own records ──────────────────────────────────────────────────────────────────────────────────────────────────

TEXT = {"type": ["string", "null"]}
WHOLE = {"type": ["integer", "null"], "minimum": 0}
SPAN = {
    "type": "object",
    "required": ["text", "start", "end"],
    "properties": {"text": TEXT, "start": {"type": "integer"}, "end": {"type": "integer"}},
    "additionalProperties": False,
}
TIME = {
    "type": ["object", "null"],
    "required": ["text", "edtf", "date_prec"],
    "properties": {"text": {"type": "string"}, "edtf": TEXT, "date_prec": WHOLE},
    "additionalProperties": False,
}
WHERE = {
    "type": ["object", "null"],
    "required": ["text", "name", "geonames_id", "lat", "lon", "where_prec"],
    "properties": {"where_prec": {"enum": [None, 1, 2, 3, 4, 5, 6, 7]}, "text": {"type": "string"}},
}
HEDGES = ["exact", "more_than", "at_least", "less_than", "at_most", "about", "range", "vague"]
STANCES = ["asserted", "denied", "disputed", "unconfirmed", "not_provided", "none_reported", "retracted"]
IMPORTED = {
    "type": ["object", "null"],
    "required": ["format", "dataset", "file", "sha256", "record", "address"],
    "properties": {
        **{name: {"type": "string", "minLength": 1} for name in ("format", "dataset", "file", "record")},
        "sha256": {"pattern": "^[0-9a-f]{64}$"},
        "address": TEXT,
    },
    "additionalProperties": False,
}
METHOD = {"type": "object", "required": ["code", "code_sha256", "knowledge_sha256"]}
OF_A_CLAIM = {
    "id": {"type": "string", "minLength": 8},
    "claim": {"type": "integer"},
    "mention": SPAN,
    "evidence": SPAN,
    "low": WHOLE,
    "high": WHOLE,
    "value": WHOLE,
    "hedge": {"enum": HEDGES},
    "fraction": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
    "part_of": WHOLE,
    "about": WHOLE,
    "harm": {"type": "string"},
    "victims": TEXT,
    "side": TEXT,
    "side_wikidata": {"type": ["string", "null"], "pattern": "^Q[0-9]+$"},
    "status": {"enum": ["combatant", "civilian", "mixed", "unknown"]},
    "demographic": TEXT,
    "place": WHERE,
    "period": TIME,
    "said": TIME,
    "aspect": {"enum": ["event", "cumulative", "increment", "rate"]},
    "rate": TEXT,
    "background": {"type": "boolean"},
    "chain": {"type": "array", "items": {"type": "object", "required": ["name", "role", "cue", "start", "end"]}},
    "stance": {"enum": STANCES},
    "modality": TEXT,
    "quoted": {"type": "boolean"},
    "confidence": {"type": ["number", "null"]},
    "field_confidence": {"type": "object"},
    "why": {"type": "object"},
}
OF_A_RECORD = OF_A_CLAIM | {
    "report": {
        "type": "object",
        "required": ["id", "version", "title", "outlet", "published", "url", "source", "language", "published_on"],
    },
    "recorded_at": {"type": "string", "format": "date-time"},
    "method": METHOD,
    "current": {"const": True},
    "decision": {"enum": [None, "accepted", "corrected", "pending"]},
    "imported": IMPORTED,
    "duplicate_of": {"type": "null"},
    "grade": {
        "type": "object",
        "required": ["grade", "reliability", "credibility", "speaker", "topic"],
        "properties": {
            "grade": {"pattern": "^[A-F][1-6]$"},
            "reliability": {"pattern": "^[A-F]$"},
            "credibility": {"type": "integer", "minimum": 1, "maximum": 6},
            "speaker": TEXT,
            "topic": TEXT,
        },
        "additionalProperties": False,
    },
    "statement": {
        "type": ["object", "null"],
        "required": ["id", "reports", "lineages", "origins", "independent", "rests_on_one_origin"],
    },
    "comments": {"type": "array"},
}
RECORD = {"type": "object", "required": list(OF_A_RECORD), "properties": OF_A_RECORD, "additionalProperties": False}
STATEMENT = {
    "type": "object",
    "required": [
        "id",
        "first_speaker",
        "said_on",
        "harm",
        "stance",
        "reports",
        "reference",
        "relays",
        "drift",
        "hops",
        "grade",
    ],
    "properties": {
        "id": {"pattern": "^s"},
        "hedge": {"enum": HEDGES},
        "stance": {"enum": STANCES},
        "low": WHOLE,
        "high": WHOLE,
        "value": WHOLE,
        "reports": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "relays": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["report", "claim", "words", "chain", "stance", "where", "decision", "imported"],
                "properties": {"imported": IMPORTED},
            },
        },
    },
}
