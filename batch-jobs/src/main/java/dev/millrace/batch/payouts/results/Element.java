package dev.millrace.batch.payouts.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Node;

/** An element of a file, whose parts are told by their names, whatever version they are of. */
record Element(org.w3c.dom.Element node) {

    static Element of(org.w3c.dom.Element node) {
        return new Element(node);
    }

    String name() {
        return node.getLocalName();
    }

    /** Those of this name, in their order. */
    List<Element> children(String name) {
        List<Element> children = new ArrayList<>();
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof org.w3c.dom.Element element
                    && name.equals(element.getLocalName())) {
                children.add(new Element(element));
            }
        }
        return children;
    }

    /** The first at this path. */
    Optional<Element> child(String... path) {
        Optional<Element> found = Optional.of(this);
        for (String name : path) {
            found = found.flatMap(element -> element.children(name).stream().findFirst());
        }
        return found;
    }

    /** The text at this path; empty when there is none. */
    String text(String... path) {
        return child(path).map(element -> element.node.getTextContent().strip()).orElse("");
    }

    /** An attribute; empty when there is none. */
    String attribute(String name) {
        return node.getAttribute(name);
    }
}
