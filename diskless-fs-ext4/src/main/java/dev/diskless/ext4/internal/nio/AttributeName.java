package dev.diskless.ext4.internal.nio;

/** The name of an attribute with its view; {@code basic} where none is given. */
record AttributeName(String view, String name) {

    static AttributeName parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new AttributeName("basic", text)
                : new AttributeName(text.substring(0, colon), text.substring(colon + 1));
    }

    boolean is(String otherView, String otherName) {
        return view.equals(otherView) && name.equals(otherName);
    }
}
