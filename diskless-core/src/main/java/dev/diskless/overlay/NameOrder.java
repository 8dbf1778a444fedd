package dev.diskless.overlay;

import dev.diskless.medium.NameBytes;
import java.util.Comparator;

/** The order of {@link NameBytes#ORDER}, without encoding names that differ in plain characters first. */
final class NameOrder implements Comparator<String> {

    static final NameOrder INSTANCE = new NameOrder();

    private NameOrder() {}

    @Override
    public int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return x < 0x80 && y < 0x80 ? x - y : NameBytes.ORDER.compare(a, b);
            }
        }
        return a.length() - b.length();
    }
}
