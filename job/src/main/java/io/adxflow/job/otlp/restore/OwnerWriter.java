package io.adxflow.job.otlp.restore;

import com.fasterxml.jackson.core.JsonToken;
import io.adxflow.job.otlp.Proto;
import io.adxflow.job.otlp.restore.RecordColumns.LiftedColumn;
import io.adxflow.job.tables.ByteBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the resource and scope of a row (opentelemetry-proto, resource.proto, common.proto), and around their records what a request has around them. */
final class OwnerWriter {
    private static final List<String> COLUMNS = List.of(
            "Resource",
            "ResourceAttributes",
            "ScopeName",
            "ScopeVersion",
            "ScopeAttributes",
            "ScopeDroppedAttributesCount",
            "ScopeSchemaUrl",
            "ResourceDroppedAttributesCount",
            "ResourceSchemaUrl",
            "ResourceEntityRefs");

    private final RecordColumns columns;
    private final RowFields fields;
    private final List<LiftedColumn> lifted;
    private final String attributes;
    private final ByteBuilder resource = new ByteBuilder(512);
    private final ByteBuilder scope = new ByteBuilder(256);
    private final ByteBuilder scopeUrl = new ByteBuilder(64);
    private final ByteBuilder resourceUrl = new ByteBuilder(64);
    private final ByteBuilder reference = new ByteBuilder(128);
    private boolean hasResource;
    private boolean hasScope;

    /** @param attributes the column of the resource's attributes */
    OwnerWriter(RecordColumns columns, RowFields fields, List<LiftedColumn> lifted, String attributes) {
        this.columns = columns;
        this.fields = fields;
        this.lifted = lifted;
        this.attributes = attributes;
    }

    /** Writes what tells the resource and scope of the row at hand from others. */
    void identity(ByteBuilder to) {
        for (String column : COLUMNS) {
            int at = columns.at(column);
            if (at >= 0) {
                fields.raw(at, to);
            }
        }
        for (LiftedColumn each : lifted) {
            if (each.isResource()) {
                fields.raw(each.column(), to);
            }
        }
    }

    /** Takes on those of the row at hand. */
    void read() throws UnreadableRowException {
        resource.clear();
        fields.lifted(lifted, true, 1, resource);
        fields.members(attributes, 1, resource);
        fields.varint("ResourceDroppedAttributesCount", 2, resource);
        references();
        hasResource = resource.length() > 0 || !fields.isEmpty(attributes);
        scope.clear();
        fields.text("ScopeName", 1, scope);
        fields.text("ScopeVersion", 2, scope);
        fields.members("ScopeAttributes", 3, scope);
        fields.varint("ScopeDroppedAttributesCount", 4, scope);
        hasScope = scope.length() > 0 || !fields.isEmpty("ScopeAttributes");
        keep("ScopeSchemaUrl", scopeUrl);
        keep("ResourceSchemaUrl", resourceUrl);
    }

    private void keep(String column, ByteBuilder to) {
        ByteBuilder text = fields.bytes(column);
        to.clear();
        to.put(text.array(), 0, text.length());
    }

    /** {@code EntityRef}s: schema URL, type, keys of the id and of the description. */
    private void references() throws UnreadableRowException {
        String column = "ResourceEntityRefs";
        if (fields.isEmpty(column)) {
            return;
        }
        ValueWriter.read(column, fields.bytes(column), parser -> {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw new UnreadableRowException(column + ": no array of JSON");
            }
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                reference.clear();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    int field =
                            switch (name) {
                                case "schemaUrl" -> 1;
                                case "type" -> 2;
                                case "idKeys" -> 3;
                                case "descriptionKeys" -> 4;
                                default -> throw new UnreadableRowException(column + ": key " + name);
                            };
                    if (parser.nextToken() == JsonToken.START_ARRAY) {
                        while (parser.nextToken() == JsonToken.VALUE_STRING) {
                            text(parser.getText(), field);
                        }
                    } else {
                        text(parser.getText(), field);
                    }
                }
                Proto.block(resource, 3, reference);
            }
        });
    }

    private void text(String text, int field) {
        byte[] of = text.getBytes(StandardCharsets.UTF_8);
        if (of.length > 0 || field > 2) {
            Proto.block(reference, field, of, 0, of.length);
        }
    }

    /** Writes {@code ResourceLogs} or {@code ResourceSpans}, whose fields are numbered alike. */
    void around(ByteBuilder records, ByteBuilder inner, ByteBuilder outer, ByteBuilder request) {
        inner.clear();
        if (hasScope) {
            Proto.block(inner, 1, scope);
        }
        inner.put(records.array(), 0, records.length());
        if (scopeUrl.length() > 0) {
            Proto.block(inner, 3, scopeUrl);
        }
        outer.clear();
        if (hasResource) {
            Proto.block(outer, 1, resource);
        }
        Proto.block(outer, 2, inner);
        if (resourceUrl.length() > 0) {
            Proto.block(outer, 3, resourceUrl);
        }
        Proto.block(request, 1, outer);
    }
}
