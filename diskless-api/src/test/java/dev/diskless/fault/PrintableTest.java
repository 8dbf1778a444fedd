package dev.diskless.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void keepsWhatCanBePrinted() {
        assertEquals("café 日本 \uD83D\uDE00", Printable.text("café 日本 \uD83D\uDE00"));
    }

    @Test
    void showsControlCharactersByNumber() {
        assertEquals("a\\u000ab\\u001b[31m", Printable.text("a\nb\u001b[31m"));
    }

    @Test
    void showsWhatTurnsTheDirectionOfText() {
        assertEquals("\\u202egpj.exe", Printable.text("\u202egpj.exe"));
    }

    @Test
    void showsBytesThatAreNoText() {
        assertEquals("\\udcff", Printable.text("\uDCFF"));
    }

    @Test
    void twiceIsOnce() {
        String once = Printable.text("\n");
        assertEquals(once, Printable.text(once));
    }
}
