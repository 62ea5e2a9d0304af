package io.adxflow.kql.values;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * {@code parse_xml}: elements, attributes ({@code @name}) and text ({@code #text}) as a bag; equal elements side by side are an array. Without
 * document types and entities of their own, which would let a short text grow or read files.
 */
public final class XmlText {
    private static final int MAX_LENGTH = 1 << 20;
    private static final XMLInputFactory FACTORY = factory();

    private XmlText() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    private record Element(String name, Map<String, @Nullable Object> fields, StringBuilder text) {}

    /** @return null when it is no XML or longer than 1 MiB */
    public static @Nullable Object parse(String xml) {
        if (xml.length() > MAX_LENGTH || xml.isBlank()) {
            return null;
        }
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(xml.strip()));
            try {
                return read(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException noXml) {
            return null;
        }
    }

    private static @Nullable Object read(XMLStreamReader reader) throws XMLStreamException {
        Deque<Element> open = new ArrayDeque<>();
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    Element element = new Element(
                            name(reader.getPrefix(), reader.getLocalName()),
                            new LinkedHashMap<>(),
                            new StringBuilder());
                    for (int i = 0; i < reader.getAttributeCount(); i++) {
                        element.fields.put(
                                "@" + name(reader.getAttributePrefix(i), reader.getAttributeLocalName(i)),
                                reader.getAttributeValue(i));
                    }
                    open.push(element);
                    if (open.size() > JsonScanner.MAX_DEPTH) {
                        return null;
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!open.isEmpty()) {
                        open.peek().text.append(reader.getText());
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    Element element = open.pop();
                    add(open.isEmpty() ? root : open.peek().fields, element.name, value(element));
                }
                default -> {}
            }
        }
        return root.isEmpty() ? null : root;
    }

    private static @Nullable Object value(Element element) {
        String text = element.text.toString().strip();
        if (element.fields.isEmpty()) {
            return text.isEmpty() ? null : text;
        }
        if (text.isEmpty()) {
            return element.fields;
        }
        Map<String, @Nullable Object> withText = new LinkedHashMap<>();
        element.fields.forEach((key, value) -> {
            if (key.startsWith("@")) {
                withText.put(key, value);
            }
        });
        withText.put("#text", text);
        element.fields.forEach(withText::putIfAbsent);
        return withText;
    }

    /** An element's value is never a list itself, so that a list is that of equal names. */
    @SuppressWarnings("unchecked")
    private static void add(Map<String, @Nullable Object> fields, String name, @Nullable Object value) {
        if (!fields.containsKey(name)) {
            fields.put(name, value);
        } else if (fields.get(name) instanceof List) {
            ((List<@Nullable Object>) fields.get(name)).add(value);
        } else {
            List<@Nullable Object> several = new ArrayList<>();
            several.add(fields.get(name));
            several.add(value);
            fields.put(name, several);
        }
    }

    private static String name(@Nullable String prefix, String local) {
        return prefix == null || prefix.isEmpty() ? local : prefix + ":" + local;
    }
}
