package dev.diskless.medium;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Extended attributes that nobody can change any more, so that entries made of others have the same. */
final class XattrMap extends AbstractMap<String, XattrValue> implements SortedMap<String, XattrValue> {

    private final SortedMap<String, XattrValue> values;

    XattrMap(Map<String, XattrValue> xattrs) {
        SortedMap<String, XattrValue> copy = new TreeMap<>(NameBytes.ORDER);
        copy.putAll(xattrs);
        values = Collections.unmodifiableSortedMap(copy);
    }

    @Override
    public Set<Entry<String, XattrValue>> entrySet() {
        return values.entrySet();
    }

    @Override
    public @Nullable XattrValue get(Object key) {
        return values.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return values.containsKey(key);
    }

    @Override
    public @Nullable Comparator<? super String> comparator() {
        return values.comparator();
    }

    @Override
    public SortedMap<String, XattrValue> subMap(String from, String to) {
        return values.subMap(from, to);
    }

    @Override
    public SortedMap<String, XattrValue> headMap(String to) {
        return values.headMap(to);
    }

    @Override
    public SortedMap<String, XattrValue> tailMap(String from) {
        return values.tailMap(from);
    }

    @Override
    public String firstKey() {
        return values.firstKey();
    }

    @Override
    public String lastKey() {
        return values.lastKey();
    }
}
