package io.adxflow.job.cli.reference;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Tells by a key's form, which is in words, which JSON its values may be. What is less than sure is let through. */
final class KeyForms {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String DURATION =
            "^\\s*[0-9]+\\s*(d|days?|h|hours?|min|m|minutes?|s|sec|secs|seconds?|ms|milli|millis|milliseconds?|µs|micro|micros|microseconds?|ns|nano|nanos|nanoseconds?)\\s*$";
    private static final String SIZE =
            "^\\s*[0-9]+\\s*([bB]|bytes|[kmgtKMGT]|[kmgtKMGT][bB]|(kibi|mebi|gibi|tebi)bytes)\\s*$";
    private static final String ZERO = "^\\s*0+\\s*$";

    private KeyForms() {}

    static ObjectNode schema(ReferenceKey key) {
        String form = key.form();
        return switch (form) {
            case "duration" -> text(DURATION);
            case "size" -> text(SIZE);
            case "whole number" -> number("integer", "^\\s*[0-9]+\\s*$");
            case "number" -> number("number", "^\\s*[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?\\s*$");
            case "true or false" -> trueOrFalse();
            default -> choices(form).isEmpty() ? free(key) : choice(choices(form), key);
        };
    }

    /** A text of a pattern, or nought, which needs no unit. */
    private static ObjectNode text(String pattern) {
        ObjectNode schema = JSON.createObjectNode();
        ArrayNode any = schema.putArray("anyOf");
        any.addObject().put("type", "string").put("pattern", pattern);
        any.addObject().put("type", "string").put("pattern", ZERO);
        any.addObject().put("const", 0);
        return schema;
    }

    private static ObjectNode number(String type, String pattern) {
        ObjectNode schema = JSON.createObjectNode();
        ArrayNode any = schema.putArray("anyOf");
        any.addObject().put("type", type).put("minimum", 0);
        any.addObject().put("type", "string").put("pattern", pattern);
        return schema;
    }

    private static ObjectNode trueOrFalse() {
        ObjectNode schema = JSON.createObjectNode();
        schema.putArray("enum").add(true).add(false).add("true").add("false");
        return schema;
    }

    /** {@code a or b}, {@code a, b or c}: the words themselves; none when the form is not like that. */
    private static List<String> choices(String form) {
        boolean words = form.matches("[a-z0-9-]+(, [a-z0-9-]+)* or [a-z0-9-]+( or [a-z0-9-]+)*");
        return words ? List.of(form.split(", | or ")) : List.of();
    }

    private static ObjectNode choice(List<String> choices, ReferenceKey key) {
        ObjectNode schema = JSON.createObjectNode();
        // Kinds of extensions are completed by nobody, but none is marked.
        ArrayNode words = key.key().equals("monikers.<name>.kind")
                ? schema.put("type", "string").putArray("examples")
                : schema.putArray("enum");
        for (String choice : choices) {
            words.add(choice);
            // YAML takes numbers for numbers, and off for itself or for false.
            if (choice.matches("[0-9]+")) {
                words.add(Integer.parseInt(choice));
            } else if (choice.equals("off")) {
                words.add(false);
            }
        }
        return schema;
    }

    /** Whether a map may stand there, whose keys may be written with dots, then. */
    static boolean isMap(ReferenceKey key) {
        return key.form().contains("map")
                || key.form().startsWith("as ")
                || key.form().contains("…");
    }

    private static ObjectNode free(ReferenceKey key) {
        ObjectNode schema = JSON.createObjectNode();
        ArrayNode types = schema.putArray("type").add("string").add("number").add("boolean");
        boolean anything = key.form().isEmpty();
        if (anything || key.form().contains("list") || isMap(key)) {
            types.add("array");
        }
        if (isMap(key)) {
            types.add("object");
        }
        return schema;
    }
}
