<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>bascule::ui</name>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Said by</source>
        <translation>Gesagt von</translation>
    </message>
    <message>
        <source>the bridge</source>
        <translation>die Brücke</translation>
    </message>
    <message>
        <source>the server</source>
        <translation>der Server</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>Gefragt nach</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Client side</source>
        <translation>Client-Strecke</translation>
    </message>
    <message>
        <source>Server side</source>
        <translation>Server-Strecke</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>%1 up, %2 down</source>
        <translation>%1 hin, %2 zurück</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauerte</translation>
    </message>
    <message>
        <source>Deadline</source>
        <translation>Frist</translation>
    </message>
    <message>
        <source>Ended by</source>
        <translation>Beendet von</translation>
    </message>
    <message>
        <source>Bridge added</source>
        <translation>Brücke brauchte</translation>
    </message>
    <message>
        <source>message %1</source>
        <translation>Nachricht %1</translation>
    </message>
    <message>
        <source>compressed</source>
        <translation>komprimiert</translation>
    </message>
    <message>
        <source>not all of it was recorded</source>
        <translation>nicht ganz aufgezeichnet</translation>
    </message>
    <message>
        <source>… %1 more</source>
        <translation>… %1 mehr</translation>
    </message>
    <message>
        <source>FINDINGS</source>
        <translation>BEFUNDE</translation>
    </message>
    <message>
        <source>Noticed</source>
        <translation>Bemerkt</translation>
    </message>
    <message>
        <source>CALL</source>
        <translation>AUFRUF</translation>
    </message>
    <message>
        <source>BOTH SIDES</source>
        <translation>BEIDE SEITEN</translation>
    </message>
    <message>
        <source>TIME</source>
        <translation>ZEIT</translation>
    </message>
    <message>
        <source>ERROR DETAILS</source>
        <translation>FEHLERDETAILS</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Detail</translation>
    </message>
    <message>
        <source>NOTES</source>
        <translation>NOTIZEN</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Markieren</translation>
    </message>
    <message>
        <source>marked</source>
        <translation>markiert</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Kommentar</translation>
    </message>
    <message>
        <source>REQUEST</source>
        <translation>ANFRAGE</translation>
    </message>
    <message>
        <source>RESPONSE</source>
        <translation>ANTWORT</translation>
    </message>
    <message>
        <source>end of the body</source>
        <translation>Ende des Körpers</translation>
    </message>
    <message>
        <source>trailers</source>
        <translation>Trailer</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>Codec</source>
        <translation>Codec</translation>
    </message>
    <message>
        <source>Compression</source>
        <translation>Kompression</translation>
    </message>
    <message>
        <source>Bridge adds</source>
        <translation>Brücke</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>%1: read from the recorded calls; click to sort by it</source>
        <translation>%1: aus den aufgezeichneten Aufrufen gelesen; ein Klick sortiert danach</translation>
    </message>
    <message>
        <source>%1: click to sort by it (Ctrl+Alt+S)</source>
        <translation>%1: ein Klick sortiert danach (Strg+Alt+S)</translation>
    </message>
    <message>
        <source>%1: sorted, largest or last first</source>
        <translation>%1: sortiert, Größtes oder Letztes zuerst</translation>
    </message>
    <message>
        <source>%1: sorted, smallest or first first</source>
        <translation>%1: sortiert, Kleinstes oder Erstes zuerst</translation>
    </message>
    <message>
        <source>, marked</source>
        <translation>, markiert</translation>
    </message>
    <message>
        <source>unnamed</source>
        <translation>ohne Namen</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>%1 of %2 differ</source>
        <translation>%1 von %2 verschieden</translation>
    </message>
    <message>
        <source>REQUEST %1</source>
        <translation>ANFRAGE %1</translation>
    </message>
    <message>
        <source>RESPONSE %1</source>
        <translation>ANTWORT %1</translation>
    </message>
    <message>
        <source>and %1 more that are the same</source>
        <translation>und %1 weitere, die gleich sind</translation>
    </message>
    <message>
        <source>status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>in flight</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>HTTP status</source>
        <translation>HTTP-Status</translation>
    </message>
    <message>
        <source>detail</source>
        <translation>Detail</translation>
    </message>
    <message>
        <source>method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>protocol</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>transport</source>
        <translation>Transport</translation>
    </message>
    <message>
        <source>towards the server</source>
        <translation>zum Server hin</translation>
    </message>
    <message>
        <source>deadline</source>
        <translation>Frist</translation>
    </message>
    <message>
        <source>took</source>
        <translation>dauerte</translation>
    </message>
    <message>
        <source>inside the bridge</source>
        <translation>in der Brücke</translation>
    </message>
    <message>
        <source>request complete</source>
        <translation>Anfrage vollständig</translation>
    </message>
    <message>
        <source>server&apos;s first answer</source>
        <translation>erste Antwort des Servers</translation>
    </message>
    <message>
        <source>response begun</source>
        <translation>Antwort begonnen</translation>
    </message>
    <message>
        <source>response complete</source>
        <translation>Antwort vollständig</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>END</source>
        <translation>ENDE</translation>
    </message>
    <message>
        <source>DETAILS</source>
        <translation>DETAILS</translation>
    </message>
    <message>
        <source>REQUEST HEAD</source>
        <translation>KOPF DER ANFRAGE</translation>
    </message>
    <message>
        <source>RESPONSE HEAD</source>
        <translation>KOPF DER ANTWORT</translation>
    </message>
    <message>
        <source>TRAILERS</source>
        <translation>TRAILER</translation>
    </message>
    <message>
        <source>nothing</source>
        <comment>is said</comment>
        <translation>nichts</translation>
    </message>
    <message>
        <source>%1 says %2, %3 says %4.</source>
        <translation>%1 sagt %2, %3 sagt %4.</translation>
    </message>
    <message numerus="yes">
        <source>%1 has %2 details, %3 has %4.</source>
        <translation>
            <numerusform>%1 hat %2 Detail, %3 hat %4.</numerusform>
            <numerusform>%1 hat %2 Details, %3 hat %4.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 has another detail %2 (%3) than %4.</source>
        <translation>%1 hat als Detail %2 etwas anderes (%3) als %4.</translation>
    </message>
    <message>
        <source>The client side</source>
        <translation>Die Client-Strecke</translation>
    </message>
    <message>
        <source>grpc-status of the client side</source>
        <translation>grpc-status der Client-Strecke</translation>
    </message>
    <message>
        <source>grpc-status-details-bin of the client side cannot be read.</source>
        <translation>grpc-status-details-bin der Client-Strecke ist nicht lesbar.</translation>
    </message>
    <message>
        <source>The server side</source>
        <translation>Die Server-Strecke</translation>
    </message>
    <message>
        <source>grpc-status of the server side</source>
        <translation>grpc-status der Server-Strecke</translation>
    </message>
    <message>
        <source>grpc-status-details-bin of the server side cannot be read.</source>
        <translation>grpc-status-details-bin der Server-Strecke ist nicht lesbar.</translation>
    </message>
    <message>
        <source>its grpc-status-details-bin</source>
        <translation>ihr grpc-status-details-bin</translation>
    </message>
    <message>
        <source>the server side</source>
        <translation>die Server-Strecke</translation>
    </message>
    <message>
        <source>the record</source>
        <translation>die Aufzeichnung</translation>
    </message>
    <message>
        <source>to a gRPC client</source>
        <translation>für einen gRPC-Client</translation>
    </message>
    <message>
        <source>to a Connect client</source>
        <translation>für einen Connect-Client</translation>
    </message>
    <message>
        <source>to a gRPC-Web client</source>
        <translation>für einen gRPC-Web-Client</translation>
    </message>
    <message>
        <source>HTTP 200, in the end-of-stream message</source>
        <translation>HTTP 200, in der letzten Nachricht des Streams</translation>
    </message>
    <message>
        <source>disagreement</source>
        <translation>Widerspruch</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 mehr</translation>
    </message>
    <message>
        <source>said by the bridge</source>
        <translation>gesagt von der Brücke</translation>
    </message>
    <message>
        <source>said by the server</source>
        <translation>gesagt vom Server</translation>
    </message>
    <message>
        <source>HTTP %1 to this client</source>
        <translation>HTTP %1 an diesen Client</translation>
    </message>
    <message>
        <source>as %1 shows it</source>
        <translation>wie %1 es zeigt</translation>
    </message>
    <message>
        <source>HTTP 200, in trailers</source>
        <translation>HTTP 200, in den Trailern</translation>
    </message>
    <message numerus="yes">
        <source>frame 0x80, %1 bytes</source>
        <translation>
            <numerusform>Frame 0x80, %1 Byte</numerusform>
            <numerusform>Frame 0x80, %1 Bytes</numerusform>
        </translation>
    </message>
    <message>
        <source>the three agree</source>
        <translation>die drei stimmen überein</translation>
    </message>
    <message>
        <source>the sides disagree: see above</source>
        <translation>die Seiten widersprechen sich: siehe oben</translation>
    </message>
    <message>
        <source>unknown %1</source>
        <translation>unbekannt %1</translation>
    </message>
    <message>
        <source>, field %1</source>
        <translation>, Feld %1</translation>
    </message>
    <message>
        <source>header</source>
        <translation>Header</translation>
    </message>
    <message>
        <source>header on the client&apos;s leg</source>
        <translation>Header der Client-Strecke</translation>
    </message>
    <message>
        <source>header on the upstream&apos;s leg</source>
        <translation>Header der Server-Strecke</translation>
    </message>
    <message>
        <source>trailer</source>
        <translation>Trailer</translation>
    </message>
    <message>
        <source>trailer on the client&apos;s leg</source>
        <translation>Trailer der Client-Strecke</translation>
    </message>
    <message>
        <source>trailer on the upstream&apos;s leg</source>
        <translation>Trailer der Server-Strecke</translation>
    </message>
    <message>
        <source>field of the request</source>
        <translation>Feld der Anfrage</translation>
    </message>
    <message>
        <source>field of the response</source>
        <translation>Feld der Antwort</translation>
    </message>
    <message>
        <source>HTTP/1.1 request</source>
        <translation>HTTP/1.1-Anfrage</translation>
    </message>
    <message>
        <source>HTTP/1.1 response</source>
        <translation>HTTP/1.1-Antwort</translation>
    </message>
    <message>
        <source>stream %1</source>
        <translation>Stream %1</translation>
    </message>
    <message>
        <source>Since start</source>
        <translation>Seit Beginn</translation>
    </message>
    <message>
        <source>Delta</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>response</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>No colour</source>
        <translation>Keine Farbe</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>Violett</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <source>Amber</source>
        <translation>Gelb</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Teal</source>
        <translation>Türkis</translation>
    </message>
    <message>
        <source>Metadata, line %1: write it as name: value.</source>
        <translation>Metadaten, Zeile %1: als Name: Wert schreiben.</translation>
    </message>
    <message>
        <source>Metadata, line %1: %2 is written by the protocol itself.</source>
        <translation>Metadaten, Zeile %1: %2 schreibt das Protokoll selbst.</translation>
    </message>
    <message>
        <source>Metadata, line %1: a control character cannot be sent.</source>
        <translation>Metadaten, Zeile %1: Ein Steuerzeichen kann nicht gesendet werden.</translation>
    </message>
    <message>
        <source>%1 was masked in the recording: fill it in, or remove the line.</source>
        <translation>%1 war in der Aufzeichnung verborgen: ausfüllen oder die Zeile löschen.</translation>
    </message>
    <message>
        <source>The method takes one message; {} is an empty one.</source>
        <translation>Die Methode nimmt eine Nachricht; {} ist eine leere.</translation>
    </message>
    <message>
        <source>The method takes one message; here are several.</source>
        <translation>Die Methode nimmt eine Nachricht; hier stehen mehrere.</translation>
    </message>
    <message>
        <source>Message %1: </source>
        <translation>Nachricht %1: </translation>
    </message>
    <message>
        <source>Message: </source>
        <translation>Nachricht: </translation>
    </message>
    <message>
        <source>%1 was masked in the recording</source>
        <translation>%1 war in der Aufzeichnung verborgen</translation>
    </message>
    <message>
        <source>the request was not recorded</source>
        <translation>die Anfrage wurde nicht aufgezeichnet</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>Methoden</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Stelle</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>Was nicht stimmt</translation>
    </message>
    <message>
        <source>Traffic</source>
        <translation>Verkehr</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Statistik</translation>
    </message>
    <message>
        <source>Schemas</source>
        <translation>Schemas</translation>
    </message>
    <message>
        <source>Bridge</source>
        <translation>Brücke</translation>
    </message>
    <message>
        <source>SERVICES</source>
        <translation>DIENSTE</translation>
    </message>
    <message>
        <source>CLIENTS</source>
        <translation>CLIENTS</translation>
    </message>
    <message numerus="yes">
        <source>%1, %2 calls</source>
        <translation>
            <numerusform>%1, %2 Aufruf</numerusform>
            <numerusform>%1, %2 Aufrufe</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %1 errors</source>
        <translation>
            <numerusform>, %1 Fehler</numerusform>
            <numerusform>, %1 Fehler</numerusform>
        </translation>
    </message>
    <message>
        <source>Whose calls are counted in this row</source>
        <translation>Wessen Aufrufe in dieser Zeile gezählt sind</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Calls, those in flight too</source>
        <translation>Aufrufe, auch die offenen</translation>
    </message>
    <message>
        <source>Calls/s</source>
        <translation>Aufrufe/s</translation>
    </message>
    <message>
        <source>Calls a second between the first and the last</source>
        <translation>Aufrufe pro Sekunde zwischen dem ersten und dem letzten</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Calls that ended with another status than OK, and their share</source>
        <translation>Aufrufe, die nicht mit OK endeten, und ihr Anteil</translation>
    </message>
    <message>
        <source>Half of the unary calls were faster</source>
        <translation>Die Hälfte der unary-Aufrufe war schneller</translation>
    </message>
    <message>
        <source>Nine of ten unary calls were faster</source>
        <translation>Neun von zehn unary-Aufrufen waren schneller</translation>
    </message>
    <message>
        <source>99 of 100 unary calls were faster</source>
        <translation>99 von 100 unary-Aufrufen waren schneller</translation>
    </message>
    <message>
        <source>Message bytes of the requests, as on the wire</source>
        <translation>Bytes der Nachrichten aller Anfragen, wie auf der Leitung</translation>
    </message>
    <message>
        <source>Message bytes of the responses, as on the wire</source>
        <translation>Bytes der Nachrichten aller Antworten, wie auf der Leitung</translation>
    </message>
    <message>
        <source>Median of the time a call spends inside the bridge</source>
        <translation>Median der Zeit, die ein Aufruf in der Brücke verbringt</translation>
    </message>
    <message>
        <source>all others</source>
        <translation>alle anderen</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>ERROR JSON</source>
        <translation>FEHLER-JSON</translation>
    </message>
    <message>
        <source>END OF STREAM</source>
        <translation>ENDE DES STREAMS</translation>
    </message>
    <message>
        <source>TRAILER FRAME</source>
        <translation>TRAILER-FRAME</translation>
    </message>
    <message>
        <source>RULES AT WORK</source>
        <translation>ANGEWANDTE REGELN</translation>
    </message>
    <message>
        <source>what the server sees</source>
        <translation>was der Server sieht</translation>
    </message>
    <message>
        <source>the call did not reach the server</source>
        <translation>der Aufruf kam nicht bis zum Server</translation>
    </message>
    <message>
        <source>what the client sees</source>
        <translation>was der Client sieht</translation>
    </message>
    <message>
        <source>Open session…</source>
        <translation>Sitzung öffnen…</translation>
    </message>
    <message>
        <source>Open a recorded session</source>
        <translation>Eine aufgezeichnete Sitzung öffnen</translation>
    </message>
    <message>
        <source>Recent sessions…</source>
        <translation>Letzte Sitzungen…</translation>
    </message>
    <message>
        <source>Open a session that was open before</source>
        <translation>Eine Sitzung öffnen, die schon einmal offen war</translation>
    </message>
    <message>
        <source>Play the sample</source>
        <translation>Beispiel abspielen</translation>
    </message>
    <message>
        <source>Open a recorded session with calls of every kind</source>
        <translation>Eine aufgezeichnete Sitzung mit Aufrufen jeder Art öffnen</translation>
    </message>
    <message>
        <source>Save session as…</source>
        <translation>Sitzung speichern unter…</translation>
    </message>
    <message>
        <source>Save everything recorded so far into one file</source>
        <translation>Alles bisher Aufgezeichnete in einer Datei speichern</translation>
    </message>
    <message>
        <source>Export as JSON lines…</source>
        <translation>Als JSON-Zeilen exportieren…</translation>
    </message>
    <message>
        <source>Write the calls in the table, one JSON object a line</source>
        <translation>Die Aufrufe der Tabelle schreiben, ein JSON-Objekt je Zeile</translation>
    </message>
    <message>
        <source>Export as HAR…</source>
        <translation>Als HAR exportieren…</translation>
    </message>
    <message>
        <source>Write the calls in the table as an HTTP archive</source>
        <translation>Die Aufrufe der Tabelle als HTTP-Archiv schreiben</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Write calls for other tools: which, in which format, with secrets masked</source>
        <translation>Aufrufe für andere Programme schreiben, mit verborgenen Geheimnissen</translation>
    </message>
    <message>
        <source>Close session</source>
        <translation>Sitzung schließen</translation>
    </message>
    <message>
        <source>Close the session that is open</source>
        <translation>Die offene Sitzung schließen</translation>
    </message>
    <message>
        <source>Unsaved sessions…</source>
        <translation>Ungespeicherte Sitzungen…</translation>
    </message>
    <message>
        <source>Open, save or discard what earlier runs left unsaved</source>
        <translation>Öffnen, speichern oder verwerfen, was frühere Läufe nicht gespeichert haben</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Stop the bridge and quit</source>
        <translation>Die Brücke stoppen und beenden</translation>
    </message>
    <message>
        <source>Start or stop the bridge</source>
        <translation>Brücke starten oder stoppen</translation>
    </message>
    <message>
        <source>Pause or resume recording</source>
        <translation>Aufzeichnung anhalten oder fortsetzen</translation>
    </message>
    <message>
        <source>Pause or resume recording; the bridge keeps running</source>
        <translation>Die Aufzeichnung anhalten oder fortsetzen; die Brücke läuft weiter</translation>
    </message>
    <message>
        <source>Apply the settings</source>
        <translation>Einstellungen anwenden</translation>
    </message>
    <message>
        <source>Put the settings of the bridge&apos;s page in force without dropping a call</source>
        <translation>Die Einstellungen der Brücke in Kraft setzen, ohne einen Aufruf abzubrechen</translation>
    </message>
    <message>
        <source>Save the settings as file…</source>
        <translation>Einstellungen als Datei speichern…</translation>
    </message>
    <message>
        <source>Write the settings of the bridge&apos;s page as a file for --config</source>
        <translation>Die Einstellungen der Brücke als Datei für --config schreiben</translation>
    </message>
    <message>
        <source>Copy the command line</source>
        <translation>Kommandozeile kopieren</translation>
    </message>
    <message>
        <source>Copy the command line that starts a bridge with these settings</source>
        <translation>Die Kommandozeile kopieren, die eine Brücke mit diesen Einstellungen startet</translation>
    </message>
    <message>
        <source>Add to the schema…</source>
        <translation>Zum Schema hinzufügen…</translation>
    </message>
    <message>
        <source>Add .proto files or descriptor sets for new calls</source>
        <translation>.proto-Dateien oder Deskriptorsätze für neue Aufrufe hinzufügen</translation>
    </message>
    <message>
        <source>Add a folder to the schema…</source>
        <translation>Ordner zum Schema hinzufügen…</translation>
    </message>
    <message>
        <source>Add all .proto files of a folder for new calls</source>
        <translation>Alle .proto-Dateien eines Ordners für neue Aufrufe hinzufügen</translation>
    </message>
    <message>
        <source>Read schemas again</source>
        <translation>Schemas neu lesen</translation>
    </message>
    <message>
        <source>Read the files and ask the servers&apos; reflection again</source>
        <translation>Die Dateien neu lesen und die Reflection der Server neu fragen</translation>
    </message>
    <message>
        <source>Copy as…</source>
        <translation>Kopieren als…</translation>
    </message>
    <message>
        <source>Copy the call as curl, buf curl, grpcurl, Python or TypeScript</source>
        <translation>Den Aufruf als curl, buf curl, grpcurl, Python oder TypeScript kopieren</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Erneut senden</translation>
    </message>
    <message>
        <source>Send the call through the bridge once more, as it was</source>
        <translation>Den Aufruf noch einmal durch die Brücke senden, wie er war</translation>
    </message>
    <message>
        <source>Edit and send again…</source>
        <translation>Bearbeiten und erneut senden…</translation>
    </message>
    <message>
        <source>Change messages, metadata or protocol of the call and send it</source>
        <translation>Nachrichten, Metadaten oder Protokoll des Aufrufs ändern und ihn senden</translation>
    </message>
    <message>
        <source>Compare from this call</source>
        <translation>Ab diesem Aufruf vergleichen</translation>
    </message>
    <message>
        <source>Remember this call as the first of a comparison</source>
        <translation>Diesen Aufruf als ersten eines Vergleichs merken</translation>
    </message>
    <message>
        <source>Compare with that call</source>
        <translation>Mit jenem Aufruf vergleichen</translation>
    </message>
    <message>
        <source>Show the remembered call and this one beside each other</source>
        <translation>Den gemerkten Aufruf und diesen nebeneinander zeigen</translation>
    </message>
    <message>
        <source>Mark the selected calls, or take the marks away</source>
        <translation>Die ausgewählten Aufrufe markieren oder die Markierung wegnehmen</translation>
    </message>
    <message>
        <source>Next marked call</source>
        <translation>Nächster markierter Aufruf</translation>
    </message>
    <message>
        <source>Select the next marked call below</source>
        <translation>Den nächsten markierten Aufruf weiter unten auswählen</translation>
    </message>
    <message>
        <source>Previous marked call</source>
        <translation>Voriger markierter Aufruf</translation>
    </message>
    <message>
        <source>Select the marked call above</source>
        <translation>Den markierten Aufruf weiter oben auswählen</translation>
    </message>
    <message>
        <source>Comment…</source>
        <translation>Kommentar…</translation>
    </message>
    <message>
        <source>Write a comment on the selected calls</source>
        <translation>Einen Kommentar zu den ausgewählten Aufrufen schreiben</translation>
    </message>
    <message>
        <source>Colour…</source>
        <translation>Farbe…</translation>
    </message>
    <message>
        <source>Give the selected calls a colour</source>
        <translation>Den ausgewählten Aufrufen eine Farbe geben</translation>
    </message>
    <message>
        <source>Read field as…</source>
        <translation>Feld lesen als…</translation>
    </message>
    <message>
        <source>Choose what the selected field of a message without schema is, in all calls of its method</source>
        <translation>Wählen, was das ausgewählte Feld einer Nachricht ohne Schema ist, in allen Aufrufen der Methode</translation>
    </message>
    <message>
        <source>Name field…</source>
        <translation>Feld benennen…</translation>
    </message>
    <message>
        <source>Give the selected field of a message without schema a name</source>
        <translation>Dem ausgewählten Feld einer Nachricht ohne Schema einen Namen geben</translation>
    </message>
    <message>
        <source>Save readings as .proto…</source>
        <translation>Lesarten als .proto speichern…</translation>
    </message>
    <message>
        <source>Write the readings that were chosen as .proto files</source>
        <translation>Die gewählten Lesarten als .proto-Dateien schreiben</translation>
    </message>
    <message>
        <source>Filter calls</source>
        <translation>Aufrufe filtern</translation>
    </message>
    <message>
        <source>Go to the filter field</source>
        <translation>Zum Filterfeld gehen</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter löschen</translation>
    </message>
    <message>
        <source>Show all calls again</source>
        <translation>Wieder alle Aufrufe zeigen</translation>
    </message>
    <message>
        <source>Save this filter…</source>
        <translation>Diesen Filter speichern…</translation>
    </message>
    <message>
        <source>Give the filter a name and a chip, and a colour to the calls that match</source>
        <translation>Dem Filter einen Namen und einen Chip geben, und den passenden Aufrufen eine Farbe</translation>
    </message>
    <message>
        <source>Saved filters…</source>
        <translation>Gespeicherte Filter…</translation>
    </message>
    <message>
        <source>Choose, change or delete a saved filter</source>
        <translation>Einen gespeicherten Filter wählen, ändern oder löschen</translation>
    </message>
    <message>
        <source>Only calls with this value</source>
        <translation>Nur Aufrufe mit diesem Wert</translation>
    </message>
    <message>
        <source>Narrow the filter by the cell that is chosen in the list</source>
        <translation>Den Filter um den Wert der gewählten Zelle enger machen</translation>
    </message>
    <message>
        <source>Without calls with this value</source>
        <translation>Aufrufe ohne diesen Wert</translation>
    </message>
    <message>
        <source>Leave out what has the value of the cell that is chosen in the list</source>
        <translation>Weglassen, was den Wert der gewählten Zelle hat</translation>
    </message>
    <message>
        <source>Find in this call…</source>
        <translation>In diesem Aufruf suchen…</translation>
    </message>
    <message>
        <source>Find text in the tab that is shown; nothing is filtered</source>
        <translation>Text im gezeigten Tab suchen; nichts wird gefiltert</translation>
    </message>
    <message>
        <source>Next call</source>
        <translation>Nächster Aufruf</translation>
    </message>
    <message>
        <source>Select the next call</source>
        <translation>Den nächsten Aufruf auswählen</translation>
    </message>
    <message>
        <source>Previous call</source>
        <translation>Voriger Aufruf</translation>
    </message>
    <message>
        <source>Select the previous call</source>
        <translation>Den vorigen Aufruf auswählen</translation>
    </message>
    <message>
        <source>Go to call…</source>
        <translation>Gehe zu Aufruf…</translation>
    </message>
    <message>
        <source>Select a call by its number</source>
        <translation>Einen Aufruf nach seiner Nummer auswählen</translation>
    </message>
    <message>
        <source>Follow newest</source>
        <translation>Neuesten folgen</translation>
    </message>
    <message>
        <source>Keep the newest call in view</source>
        <translation>Den neuesten Aufruf im Blick behalten</translation>
    </message>
    <message>
        <source>Sort calls…</source>
        <translation>Aufrufe sortieren…</translation>
    </message>
    <message>
        <source>Choose the column by which the calls are sorted</source>
        <translation>Die Spalte wählen, nach der die Aufrufe sortiert sind</translation>
    </message>
    <message>
        <source>Columns…</source>
        <translation>Spalten…</translation>
    </message>
    <message>
        <source>Choose the columns of the list, their order and columns of your own</source>
        <translation>Die Spalten der Liste wählen, ihre Reihenfolge und eigene Spalten</translation>
    </message>
    <message>
        <source>Time as clock</source>
        <translation>Zeit als Uhrzeit</translation>
    </message>
    <message>
        <source>Show when each call began</source>
        <translation>Zeigen, wann jeder Aufruf begann</translation>
    </message>
    <message>
        <source>Time since the start</source>
        <translation>Zeit seit dem Anfang</translation>
    </message>
    <message>
        <source>Show the seconds since the first call of the session</source>
        <translation>Die Sekunden seit dem ersten Aufruf der Sitzung zeigen</translation>
    </message>
    <message>
        <source>Time since the call above</source>
        <translation>Zeit seit dem Aufruf darüber</translation>
    </message>
    <message>
        <source>Show the seconds since the call in the row above</source>
        <translation>Die Sekunden seit dem Aufruf in der Zeile darüber zeigen</translation>
    </message>
    <message>
        <source>No groups</source>
        <translation>Keine Gruppen</translation>
    </message>
    <message>
        <source>The list of calls in one piece</source>
        <translation>Die Liste der Aufrufe in einem Stück</translation>
    </message>
    <message>
        <source>Group by service</source>
        <translation>Nach Dienst gruppieren</translation>
    </message>
    <message>
        <source>Calls of one service stand together in the list</source>
        <translation>Aufrufe eines Dienstes stehen in der Liste beieinander</translation>
    </message>
    <message>
        <source>Group by client</source>
        <translation>Nach Client gruppieren</translation>
    </message>
    <message>
        <source>Calls of one client stand together in the list</source>
        <translation>Aufrufe eines Clients stehen in der Liste beieinander</translation>
    </message>
    <message>
        <source>Group by status</source>
        <translation>Nach Status gruppieren</translation>
    </message>
    <message>
        <source>Calls that ended in the same way stand together in the list</source>
        <translation>Aufrufe, die gleich endeten, stehen in der Liste beieinander</translation>
    </message>
    <message>
        <source>The list of calls</source>
        <translation>Die Liste der Aufrufe</translation>
    </message>
    <message>
        <source>Counts, rates, errors and durations per method and client</source>
        <translation>Anzahl, Rate, Fehler und Dauer je Methode und Client</translation>
    </message>
    <message>
        <source>Where the schema comes from, its errors, and methods that it lacks</source>
        <translation>Woher das Schema kommt, seine Fehler, und Methoden, die ihm fehlen</translation>
    </message>
    <message>
        <source>Settings of the bridge</source>
        <translation>Einstellungen der Brücke</translation>
    </message>
    <message>
        <source>Where clients connect, where calls go, TLS: changed while the bridge runs</source>
        <translation>Wohin Clients sich verbinden, wohin Aufrufe gehen, TLS: geändert, während die Brücke läuft</translation>
    </message>
    <message>
        <source>Time line</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>Show or hide the strip of calls over time</source>
        <translation>Den Streifen der Aufrufe über der Zeit zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>All facts of the call</source>
        <translation>Alle Angaben zum Aufruf</translation>
    </message>
    <message>
        <source>Every message, decoded</source>
        <translation>Jede Nachricht, dekodiert</translation>
    </message>
    <message>
        <source>Translation</source>
        <translation>Übersetzung</translation>
    </message>
    <message>
        <source>Both legs side by side</source>
        <translation>Beide Strecken nebeneinander</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>The failure in three protocols</source>
        <translation>Der Fehlschlag in drei Protokollen</translation>
    </message>
    <message>
        <source>Timing</source>
        <translation>Zeiten</translation>
    </message>
    <message>
        <source>Where the time went</source>
        <translation>Wo die Zeit blieb</translation>
    </message>
    <message>
        <source>Raw</source>
        <translation>Roh</translation>
    </message>
    <message>
        <source>Heads and bytes as they were on the wire</source>
        <translation>Köpfe und Bytes, wie sie auf der Leitung waren</translation>
    </message>
    <message>
        <source>Colours of the desktop</source>
        <translation>Farben des Desktops</translation>
    </message>
    <message>
        <source>Light or dark as the desktop is</source>
        <translation>Hell oder dunkel wie der Desktop</translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation>Helle Farben</translation>
    </message>
    <message>
        <source>Dark colours</source>
        <translation>Dunkle Farben</translation>
    </message>
    <message>
        <source>Single-key commands</source>
        <translation>Befehle mit einer Taste</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Größer</translation>
    </message>
    <message>
        <source>Everything in the window a tenth larger</source>
        <translation>Alles im Fenster ein Zehntel größer</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Kleiner</translation>
    </message>
    <message>
        <source>Everything in the window a tenth smaller</source>
        <translation>Alles im Fenster ein Zehntel kleiner</translation>
    </message>
    <message>
        <source>Normal size</source>
        <translation>Normale Größe</translation>
    </message>
    <message>
        <source>Everything in the window as large as at first</source>
        <translation>Alles im Fenster so groß wie am Anfang</translation>
    </message>
    <message>
        <source>Commands…</source>
        <translation>Befehle…</translation>
    </message>
    <message>
        <source>Find a command by its words</source>
        <translation>Einen Befehl an seinen Worten finden</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>All keys of this window</source>
        <translation>Alle Tasten dieses Fensters</translation>
    </message>
    <message>
        <source>Open the menu</source>
        <translation>Das Menü öffnen</translation>
    </message>
    <message>
        <source>In the list of calls, with single-key commands: next and previous call</source>
        <translation>In der Liste der Aufrufe, bei Befehlen mit einer Taste: nächster und voriger Aufruf</translation>
    </message>
    <message>
        <source>In the list of calls, with single-key commands: follow the newest, or stop following</source>
        <translation>In der Liste der Aufrufe, bei Befehlen mit einer Taste: dem neuesten folgen oder nicht mehr folgen</translation>
    </message>
    <message>
        <source>Letters</source>
        <translation>Buchstaben</translation>
    </message>
    <message>
        <source>In the list of calls: start a filter</source>
        <translation>In der Liste der Aufrufe: einen Filter beginnen</translation>
    </message>
    <message>
        <source>In the list of calls: let go of the call, then clear the filter</source>
        <translation>In der Liste der Aufrufe: den Aufruf loslassen, dann den Filter löschen</translation>
    </message>
    <message>
        <source>In the filter: back to the list of calls</source>
        <translation>Im Filter: zurück zur Liste der Aufrufe</translation>
    </message>
    <message>
        <source>In the JSON of a large message: previous page</source>
        <translation>Im JSON einer großen Nachricht: vorige Seite</translation>
    </message>
    <message>
        <source>In the JSON of a large message: next page</source>
        <translation>Im JSON einer großen Nachricht: nächste Seite</translation>
    </message>
    <message>
        <source>In the list of calls and the tabs of a call: copy the selected lines</source>
        <translation>In der Liste der Aufrufe und den Tabs eines Aufrufs: die ausgewählten Zeilen kopieren</translation>
    </message>
    <message>
        <source>In the list of calls: select several calls</source>
        <translation>In der Liste der Aufrufe: mehrere Aufrufe auswählen</translation>
    </message>
    <message>
        <source>In the list of calls: select all</source>
        <translation>In der Liste der Aufrufe: alle auswählen</translation>
    </message>
    <message>
        <source>In the list of calls: choose a cell of the call</source>
        <translation>In der Liste der Aufrufe: eine Zelle des Aufrufs wählen</translation>
    </message>
    <message>
        <source>In the time line: move the span, with Shift stretch it; Esc lets go</source>
        <translation>In der Zeitleiste: den Ausschnitt verschieben, mit Umschalt dehnen; Esc lässt los</translation>
    </message>
    <message>
        <source>In the list of calls: what can be done with the cell</source>
        <translation>In der Liste der Aufrufe: was mit der Zelle getan werden kann</translation>
    </message>
    <message>
        <source>In the tree of a message: find calls by the field, read it, name it</source>
        <translation>Im Baum einer Nachricht: Aufrufe nach dem Feld finden, es lesen, es benennen</translation>
    </message>
    <message>
        <source>In the filter: take the marked offer</source>
        <translation>Im Filter: den markierten Vorschlag nehmen</translation>
    </message>
    <message>
        <source>In the filter: offer what can be typed here</source>
        <translation>Im Filter: vorschlagen, was hier stehen kann</translation>
    </message>
    <message>
        <source>In the sources of the schema: remove the source, or move it</source>
        <translation>In den Quellen des Schemas: die Quelle entfernen oder verschieben</translation>
    </message>
    <message>
        <source>In the filter: filters used before</source>
        <translation>Im Filter: früher benutzte Filter</translation>
    </message>
    <message>
        <source>In the messages of a call to send: offer fields and values of the schema</source>
        <translation>In den Nachrichten eines Aufrufs zum Senden: Felder und Werte des Schemas vorschlagen</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Aufruf</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>Gehe zu</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>buf asks the server for its schema; --schema takes .proto files instead.</source>
        <translation>buf fragt den Server nach seinem Schema; --schema nimmt stattdessen .proto-Dateien.</translation>
    </message>
    <message>
        <source>grpcurl asks the server for its schema; -proto takes .proto files instead.</source>
        <translation>grpcurl fragt den Server nach seinem Schema; -proto nimmt stattdessen .proto-Dateien.</translation>
    </message>
    <message>
        <source>Needs connectrpc, protobuf and the code that protoc-gen-connectrpc makes.</source>
        <translation>Braucht connectrpc, protobuf und den Code, den protoc-gen-connectrpc erzeugt.</translation>
    </message>
    <message>
        <source>Needs grpcio, protobuf and the code that grpc_tools makes.</source>
        <translation>Braucht grpcio, protobuf und den Code, den grpc_tools erzeugt.</translation>
    </message>
    <message>
        <source>Needs @connectrpc/connect-node and the code that protoc-gen-es makes in ./gen.</source>
        <translation>Braucht @connectrpc/connect-node und den Code, den protoc-gen-es in ./gen erzeugt.</translation>
    </message>
    <message>
        <source>Secrets are not copied: set %1 in the environment first.</source>
        <translation>Geheimnisse werden nicht kopiert: zuerst %1 in der Umgebung setzen.</translation>
    </message>
    <message>
        <source>before the call reached the server</source>
        <translation>bevor der Aufruf den Server erreichte</translation>
    </message>
    <message numerus="yes">
        <source>while the request was being sent (%1 messages had gone on)</source>
        <translation>
            <numerusform>während die Anfrage gesendet wurde (%1 Nachricht war weitergegangen)</numerusform>
            <numerusform>während die Anfrage gesendet wurde (%1 Nachrichten waren weitergegangen)</numerusform>
        </translation>
    </message>
    <message>
        <source>while the server had not answered</source>
        <translation>während der Server noch nicht geantwortet hatte</translation>
    </message>
    <message numerus="yes">
        <source>while the server was answering (%1 messages had come)</source>
        <translation>
            <numerusform>während der Server antwortete (%1 Nachricht war gekommen)</numerusform>
            <numerusform>während der Server antwortete (%1 Nachrichten waren gekommen)</numerusform>
        </translation>
    </message>
    <message>
        <source>after the server had answered</source>
        <translation>nachdem der Server geantwortet hatte</translation>
    </message>
    <message>
        <source>The client&apos;s deadline of %1 passed first, %2; the bridge told both sides.</source>
        <translation>Die Frist des Clients von %1 lief zuerst ab, %2; die Brücke sagte es beiden Seiten.</translation>
    </message>
    <message>
        <source>The client&apos;s deadline passed first, %1; the bridge told both sides.</source>
        <translation>Die Frist des Clients lief zuerst ab, %1; die Brücke sagte es beiden Seiten.</translation>
    </message>
    <message>
        <source>The server said first that the deadline of %1 had passed, after %2.</source>
        <translation>Der Server sagte zuerst, dass die Frist von %1 abgelaufen war, nach %2.</translation>
    </message>
    <message>
        <source>The server said first that the deadline had passed, after %1.</source>
        <translation>Der Server sagte zuerst, dass die Frist abgelaufen war, nach %1.</translation>
    </message>
    <message>
        <source>The client gave up first, after %1, %2.</source>
        <translation>Der Client gab zuerst auf, nach %1, %2.</translation>
    </message>
    <message>
        <source>The bridge gave up after %1, %2.</source>
        <translation>Die Brücke gab auf nach %1, %2.</translation>
    </message>
    <message>
        <source>The server cancelled first, after %1.</source>
        <translation>Der Server brach zuerst ab, nach %1.</translation>
    </message>
    <message>
        <source> and %1 more</source>
        <translation> und %1 mehr</translation>
    </message>
    <message>
        <source>Looking for secrets…</source>
        <translation>Suche nach Geheimnissen…</translation>
    </message>
    <message>
        <source>Choose a file with redaction rules</source>
        <translation>Eine Datei mit Schwärzungsregeln wählen</translation>
    </message>
    <message>
        <source>Redaction rules (*.redact *.txt);;All files (*)</source>
        <translation>Schwärzungsregeln (*.redact *.txt);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>headers %1</source>
        <translation>Header %1</translation>
    </message>
    <message>
        <source>message fields %1</source>
        <translation>Nachrichtenfelder %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 messages left out because they cannot be read</source>
        <translation>
            <numerusform>%1 Nachricht weggelassen, weil sie nicht lesbar ist</numerusform>
            <numerusform>%1 Nachrichten weggelassen, weil sie nicht lesbar sind</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 messages that masking would leave out because they cannot be read</source>
        <translation>
            <numerusform>%1 Nachricht, die beim Verbergen wegfiele, weil sie nicht lesbar ist</numerusform>
            <numerusform>%1 Nachrichten, die beim Verbergen wegfielen, weil sie nicht lesbar sind</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Masked in the first %1 calls: %2.</source>
        <translation>
            <numerusform>Verborgen im ersten %1 Aufruf: %2.</numerusform>
            <numerusform>Verborgen in den ersten %1 Aufrufen: %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Written as recorded in the first %1 calls: %2.</source>
        <translation>
            <numerusform>Im ersten %1 Aufruf geschrieben wie aufgezeichnet: %2.</numerusform>
            <numerusform>In den ersten %1 Aufrufen geschrieben wie aufgezeichnet: %2.</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing that stands for a secret</source>
        <translation>nichts, was für ein Geheimnis steht</translation>
    </message>
    <message>
        <source>Masked</source>
        <translation>Verborgen</translation>
    </message>
    <message>
        <source>Values of authorization, cookies and tokens and fields marked debug_redact are replaced by a mark</source>
        <translation>Werte von authorization, Cookies und Tokens und Felder mit debug_redact werden durch eine Marke ersetzt</translation>
    </message>
    <message>
        <source>By a file…</source>
        <translation>Nach Datei…</translation>
    </message>
    <message>
        <source>Masked by the rules of a file: header names, message fields, types and options</source>
        <translation>Verborgen nach den Regeln einer Datei: Headernamen, Nachrichtenfelder, Typen und Optionen</translation>
    </message>
    <message>
        <source>As recorded</source>
        <translation>Wie aufgezeichnet</translation>
    </message>
    <message>
        <source>Nothing is masked that was not masked while recording</source>
        <translation>Nichts wird verborgen, was nicht schon beim Aufzeichnen verborgen wurde</translation>
    </message>
    <message>
        <source>code name, ok, error, inflight or cutshort</source>
        <translation>Name des Codes, ok, error, inflight oder cutshort</translation>
    </message>
    <message>
        <source>status as a number, 0 to 16</source>
        <translation>Status als Zahl, 0 bis 16</translation>
    </message>
    <message>
        <source>what the client speaks: connect, connect-get, grpc, grpc-web, grpc-web-text</source>
        <translation>was der Client spricht: connect, connect-get, grpc, grpc-web, grpc-web-text</translation>
    </message>
    <message>
        <source>what the upstream was spoken to in; none if it was not</source>
        <translation>worin mit dem Server gesprochen wurde; none, wenn gar nicht</translation>
    </message>
    <message>
        <source>URL of the upstream</source>
        <translation>URL des Servers</translation>
    </message>
    <message>
        <source>full name of the service</source>
        <translation>voller Name des Dienstes</translation>
    </message>
    <message>
        <source>name of the method</source>
        <translation>Name der Methode</translation>
    </message>
    <message>
        <source>unary, client, server or bidi</source>
        <translation>unary, client, server oder bidi</translation>
    </message>
    <message>
        <source>name of the client</source>
        <translation>Name des Clients</translation>
    </message>
    <message>
        <source>address of the client</source>
        <translation>Adresse des Clients</translation>
    </message>
    <message>
        <source>authority the client asked for</source>
        <translation>Host, nach dem der Client fragte</translation>
    </message>
    <message>
        <source>HTTP version of the client: 1.1 or 2</source>
        <translation>HTTP-Version des Clients: 1.1 oder 2</translation>
    </message>
    <message>
        <source>whether the client&apos;s connection is encrypted: yes or no</source>
        <translation>ob die Verbindung des Clients verschlüsselt ist: yes oder no</translation>
    </message>
    <message>
        <source>message format of the client: proto or json</source>
        <translation>Nachrichtenformat des Clients: proto oder json</translation>
    </message>
    <message>
        <source>compression of the client&apos;s messages: identity, gzip, ...</source>
        <translation>Kompression der Nachrichten des Clients: identity, gzip, ...</translation>
    </message>
    <message>
        <source>time from request to end: 100ms, 2s</source>
        <translation>Zeit von der Anfrage bis zum Ende: 100ms, 2s</translation>
    </message>
    <message>
        <source>time spent inside the bridge</source>
        <translation>Zeit in der Brücke</translation>
    </message>
    <message>
        <source>when the call began: 10:42, 2026-11-23T10:42:07</source>
        <translation>wann der Aufruf begann: 10:42, 2026-11-23T10:42:07</translation>
    </message>
    <message>
        <source>message bytes in both directions: 10kB, 4MiB</source>
        <translation>Bytes der Nachrichten in beide Richtungen: 10kB, 4MiB</translation>
    </message>
    <message>
        <source>message bytes of the request</source>
        <translation>Bytes der Nachrichten der Anfrage</translation>
    </message>
    <message>
        <source>message bytes of the response</source>
        <translation>Bytes der Nachrichten der Antwort</translation>
    </message>
    <message>
        <source>messages in both directions</source>
        <translation>Nachrichten in beide Richtungen</translation>
    </message>
    <message>
        <source>number of the call</source>
        <translation>Nummer des Aufrufs</translation>
    </message>
    <message>
        <source>who made the status: peer or bridge</source>
        <translation>wer den Status gab: peer oder bridge</translation>
    </message>
    <message>
        <source>whether the call is marked: yes or no</source>
        <translation>ob der Aufruf markiert ist: yes oder no</translation>
    </message>
    <message>
        <source>comment on the call</source>
        <translation>Kommentar zum Aufruf</translation>
    </message>
    <message>
        <source>a header of either leg, request or response</source>
        <translation>ein Header einer der Strecken, Anfrage oder Antwort</translation>
    </message>
    <message>
        <source>a header on the client&apos;s leg</source>
        <translation>ein Header der Client-Strecke</translation>
    </message>
    <message>
        <source>a header on the upstream&apos;s leg</source>
        <translation>ein Header der Server-Strecke</translation>
    </message>
    <message>
        <source>a trailer of either leg, however its protocol carries it</source>
        <translation>ein Trailer einer der Strecken, wie ihr Protokoll ihn auch trägt</translation>
    </message>
    <message>
        <source>a trailer on the client&apos;s leg</source>
        <translation>ein Trailer der Client-Strecke</translation>
    </message>
    <message>
        <source>a trailer on the upstream&apos;s leg</source>
        <translation>ein Trailer der Server-Strecke</translation>
    </message>
    <message>
        <source>a field of the request, by its path: req.items.quantity</source>
        <translation>ein Feld der Anfrage mit seinem Pfad: req.items.quantity</translation>
    </message>
    <message>
        <source>a field of the response, by its path</source>
        <translation>ein Feld der Antwort mit seinem Pfad</translation>
    </message>
    <message>
        <source>all decoded text of all messages</source>
        <translation>aller dekodierte Text aller Nachrichten</translation>
    </message>
    <message>
        <source>type name of an error detail</source>
        <translation>Typname eines Fehlerdetails</translation>
    </message>
    <message>
        <source>id of a fact the bridge noted</source>
        <translation>Kennung von etwas, das die Brücke bemerkte</translation>
    </message>
    <message>
        <source>What went over the wire on the client side</source>
        <translation>Was auf der Client-Strecke über die Leitung ging</translation>
    </message>
    <message>
        <source>What went over the wire on the server side</source>
        <translation>Was auf der Server-Strecke über die Leitung ging</translation>
    </message>
    <message>
        <source>Heads and messages as they were recorded</source>
        <translation>Köpfe und Nachrichten, wie sie aufgezeichnet wurden</translation>
    </message>
    <message>
        <source>As frames</source>
        <translation>Als Frames</translation>
    </message>
    <message>
        <source>Frames of HTTP/2 or messages of HTTP/1.1 with their bytes, made anew from the record</source>
        <translation>Frames von HTTP/2 oder Nachrichten von HTTP/1.1 mit ihren Bytes, aus der Aufzeichnung neu gemacht</translation>
    </message>
    <message>
        <source>Made anew from what was recorded, as in an export for Wireshark: header fields are literals, DATA frames follow the messages, the stream&apos;s number is the call&apos;s, and SETTINGS, WINDOW_UPDATE and PING are not there.</source>
        <translation>Neu gemacht aus der Aufzeichnung, wie in einem Export für Wireshark: Headerfelder sind Literale, DATA-Frames folgen den Nachrichten, die Nummer des Streams ist die des Aufrufs, und SETTINGS, WINDOW_UPDATE und PING fehlen.</translation>
    </message>
    <message>
        <source>not in the schema</source>
        <translation>nicht im Schema</translation>
    </message>
    <message>
        <source>sent as another type than the schema&apos;s %1</source>
        <translation>als anderer Typ gesendet als %1 im Schema</translation>
    </message>
    <message>
        <source>no value of this enum in the schema</source>
        <translation>kein Wert dieses Enums im Schema</translation>
    </message>
    <message>
        <source>a string that is not UTF-8</source>
        <translation>ein String, der kein UTF-8 ist</translation>
    </message>
    <message>
        <source>the required field %1 is missing</source>
        <translation>das Pflichtfeld %1 fehlt</translation>
    </message>
    <message>
        <source>a second field of one oneof, after %1</source>
        <translation>ein zweites Feld eines oneof, nach %1</translation>
    </message>
    <message>
        <source>there more than once, where the schema has it once</source>
        <translation>mehrmals da, wo das Schema es einmal hat</translation>
    </message>
    <message>
        <source>no such field in the schema</source>
        <translation>kein solches Feld im Schema</translation>
    </message>
    <message>
        <source>no such name in the schema&apos;s enum</source>
        <translation>kein solcher Name im Enum des Schemas</translation>
    </message>
    <message>
        <source>Read this field as</source>
        <translation>Dieses Feld lesen als</translation>
    </message>
    <message>
        <source>Forget this reading</source>
        <translation>Diese Lesart vergessen</translation>
    </message>
    <message>
        <source>Name this field…</source>
        <translation>Dieses Feld benennen…</translation>
    </message>
    <message>
        <source>Name the value %1…</source>
        <translation>Den Wert %1 benennen…</translation>
    </message>
    <message>
        <source>Name of field %1:</source>
        <translation>Name von Feld %1:</translation>
    </message>
    <message>
        <source>Name of the value %1:</source>
        <translation>Name des Werts %1:</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>your reading</source>
        <translation>gewählte Lesart</translation>
    </message>
    <message>
        <source>Choose a field in the tree of a message first.</source>
        <translation>Zuerst ein Feld im Baum einer Nachricht wählen.</translation>
    </message>
    <message>
        <source>The reading of this field cannot be chosen: a schema declares it, or it has only one.</source>
        <translation>Die Lesart dieses Felds ist nicht wählbar: Ein Schema legt sie fest, oder es gibt nur eine.</translation>
    </message>
    <message>
        <source>%1 is no name: letters, digits and _ make one, no digit in front.</source>
        <translation>%1 ist kein Name: Er besteht aus Buchstaben, Ziffern und _, ohne Ziffer am Anfang.</translation>
    </message>
    <message>
        <source>Another field of this message is called %1.</source>
        <translation>Ein anderes Feld dieser Nachricht heißt %1.</translation>
    </message>
    <message>
        <source>No reading was chosen yet: choose one in the tree of a message without schema.</source>
        <translation>Noch keine Lesart gewählt: im Baum einer Nachricht ohne Schema eine wählen.</translation>
    </message>
    <message>
        <source>Save readings as .proto</source>
        <translation>Lesarten als .proto speichern</translation>
    </message>
    <message>
        <source>Choose a folder for the .proto files</source>
        <translation>Einen Ordner für die .proto-Dateien wählen</translation>
    </message>
    <message>
        <source>Protocol buffers (*.proto)</source>
        <translation>Protocol Buffers (*.proto)</translation>
    </message>
    <message>
        <source>Readings saved: %1 in %2</source>
        <translation>Lesarten gespeichert: %1 in %2</translation>
    </message>
    <message>
        <source>No schema for this method: each field shows what it can be. Choose a reading in its menu, or give the bridge a schema (server reflection, --schema).</source>
        <translation>Kein Schema für diese Methode: Jedes Feld zeigt, was es sein kann. Im Menü eine Lesart wählen oder der Brücke ein Schema geben (Reflection, --schema).</translation>
    </message>
    <message>
        <source>No schema for this method: fields are read as you chose. Save readings as .proto writes them down.</source>
        <translation>Kein Schema für diese Methode: Felder werden gelesen wie gewählt. „Lesarten als .proto speichern“ schreibt sie auf.</translation>
    </message>
    <message>
        <source>drift %1%2</source>
        <translation>Abw. %1%2</translation>
    </message>
    <message numerus="yes">
        <source>%1 places depart from the schema in the part that was looked at</source>
        <translation>
            <numerusform>%1 Stelle weicht im angesehenen Teil vom Schema ab</numerusform>
            <numerusform>%1 Stellen weichen im angesehenen Teil vom Schema ab</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 places depart from the schema</source>
        <translation>
            <numerusform>%1 Stelle weicht vom Schema ab</numerusform>
            <numerusform>%1 Stellen weichen vom Schema ab</numerusform>
        </translation>
    </message>
    <message>
        <source>A -bin header is no base64; it was passed on as it came.</source>
        <translation>Ein -bin-Header ist kein Base64; er wurde weitergegeben, wie er kam.</translation>
    </message>
    <message>
        <source>The file that this call was imported from does not say this.</source>
        <translation>Die Datei, aus der dieser Aufruf importiert wurde, sagt das nicht.</translation>
    </message>
    <message>
        <source>A part of this call is missing in the session file; what is left is shown.</source>
        <translation>Ein Teil dieses Aufrufs fehlt in der Sitzungsdatei; was übrig ist, wird gezeigt.</translation>
    </message>
    <message>
        <source>too many connections</source>
        <translation>zu viele Verbindungen</translation>
    </message>
    <message>
        <source>too many connections of one address</source>
        <translation>zu viele Verbindungen einer Adresse</translation>
    </message>
    <message>
        <source>too many open calls</source>
        <translation>zu viele offene Aufrufe</translation>
    </message>
    <message>
        <source>too many calls on one connection</source>
        <translation>zu viele Aufrufe auf einer Verbindung</translation>
    </message>
    <message>
        <source>slow request heads</source>
        <translation>langsame Anfrageköpfe</translation>
    </message>
    <message>
        <source>unacknowledged settings</source>
        <translation>unbestätigte Settings</translation>
    </message>
    <message>
        <source>large heads</source>
        <translation>große Köpfe</translation>
    </message>
    <message>
        <source>malformed requests</source>
        <translation>fehlerhafte Anfragen</translation>
    </message>
    <message>
        <source>frame floods</source>
        <translation>Fluten von Frames</translation>
    </message>
    <message>
        <source>reset floods</source>
        <translation>Fluten von Resets</translation>
    </message>
    <message>
        <source>provoked resets</source>
        <translation>provozierte Resets</translation>
    </message>
    <message>
        <source>peers that take nothing</source>
        <translation>Gegenstellen, die nichts abnehmen</translation>
    </message>
    <message>
        <source>stalled answers</source>
        <translation>stockende Antworten</translation>
    </message>
    <message>
        <source>slow request bodies</source>
        <translation>langsame Anfragekörper</translation>
    </message>
    <message>
        <source>streams paused for memory</source>
        <translation>Streams aus Speichernot angehalten</translation>
    </message>
    <message>
        <source>streams dropped for memory</source>
        <translation>Streams aus Speichernot verworfen</translation>
    </message>
    <message>
        <source>large messages</source>
        <translation>große Nachrichten</translation>
    </message>
    <message>
        <source>compression bombs</source>
        <translation>Kompressionsbomben</translation>
    </message>
    <message>
        <source>deep JSON</source>
        <translation>tiefes JSON</translation>
    </message>
    <message>
        <source>large JSON</source>
        <translation>großes JSON</translation>
    </message>
    <message>
        <source>calls that wait for the server</source>
        <translation>Aufrufe, die auf den Server warten</translation>
    </message>
    <message>
        <source>a silent server</source>
        <translation>ein stummer Server</translation>
    </message>
    <message>
        <source>idle connections closed for new ones</source>
        <translation>ruhende Verbindungen, für neue geschlossen</translation>
    </message>
    <message>
        <source>TLS handshakes that held up others</source>
        <translation>TLS-Handshakes, die andere aufhielten</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>wird gelesen</translation>
    </message>
    <message>
        <source>in force</source>
        <translation>in Kraft</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>ausgelassen</translation>
    </message>
    <message>
        <source>asking</source>
        <translation>wird gefragt</translation>
    </message>
    <message>
        <source>told nothing</source>
        <translation>sagte nichts</translation>
    </message>
    <message>
        <source>not asked</source>
        <translation>nicht gefragt</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>.proto file</source>
        <translation>.proto-Datei</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>descriptor set</source>
        <translation>Deskriptorsatz</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>Dateien hinzufügen…</translation>
    </message>
    <message>
        <source>Add .proto files or descriptor sets to the schema (Ctrl+Shift+A)</source>
        <translation>.proto-Dateien oder Deskriptorsätze zum Schema hinzufügen (Strg+Umschalt+A)</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>Add all .proto files of a folder to the schema (Ctrl+Alt+A)</source>
        <translation>Alle .proto-Dateien eines Ordners zum Schema hinzufügen (Strg+Alt+A)</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Neu lesen</translation>
    </message>
    <message>
        <source>Read the files again and ask the servers&apos; reflection again (F5)</source>
        <translation>Die Dateien neu lesen und die Reflection der Server neu fragen (F5)</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Take the chosen source out of the schema (Delete)</source>
        <translation>Die gewählte Quelle aus dem Schema nehmen (Entf)</translation>
    </message>
    <message>
        <source>Sources of the schema</source>
        <translation>Quellen des Schemas</translation>
    </message>
    <message>
        <source>The first to have a file wins; Alt+Up and Alt+Down move a source</source>
        <translation>Die erste mit einer Datei gilt; Alt+Auf und Alt+Ab verschieben eine Quelle</translation>
    </message>
    <message>
        <source>Errors and notes</source>
        <translation>Fehler und Hinweise</translation>
    </message>
    <message>
        <source>Return or a double click copies the path of the file</source>
        <translation>Return oder ein Doppelklick kopiert den Pfad der Datei</translation>
    </message>
    <message>
        <source>Nothing is wrong with the sources.</source>
        <translation>An den Quellen ist nichts falsch.</translation>
    </message>
    <message>
        <source>Seen but unknown</source>
        <translation>Gesehen, aber unbekannt</translation>
    </message>
    <message>
        <source>Return or a double click shows the calls of a method</source>
        <translation>Return oder ein Doppelklick zeigt die Aufrufe einer Methode</translation>
    </message>
    <message>
        <source>Show their calls</source>
        <translation>Aufrufe zeigen</translation>
    </message>
    <message>
        <source>Filter the list by the chosen method, or by all methods that are unknown</source>
        <translation>Die Liste nach der gewählten Methode filtern, oder nach allen unbekannten</translation>
    </message>
    <message>
        <source>No schema is known</source>
        <translation>Kein Schema bekannt</translation>
    </message>
    <message>
        <source>Without one, messages are shown by field numbers, and JSON cannot be translated. Add .proto files, folders of them or descriptor sets, or drop them onto this window. A server with reflection is asked by itself.</source>
        <translation>Ohne Schema erscheinen Nachrichten mit Feldnummern, und JSON kann nicht übersetzt werden. .proto-Dateien, Ordner davon oder Deskriptorsätze hinzufügen oder auf dieses Fenster ziehen. Ein Server mit Reflection wird von selbst gefragt.</translation>
    </message>
    <message>
        <source>Copied %1</source>
        <translation>%1 kopiert</translation>
    </message>
    <message>
        <source>%1 is no longer part of the schema.</source>
        <translation>%1 gehört nicht mehr zum Schema.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Put the source back where it was</source>
        <translation>Die Quelle wieder an ihren Platz stellen</translation>
    </message>
    <message>
        <source>Add to the schema</source>
        <translation>Zum Schema hinzufügen</translation>
    </message>
    <message>
        <source>Schemas (*.proto *.binpb *.pb *.protoset *.desc);;All files (*)</source>
        <translation>Schemas (*.proto *.binpb *.pb *.protoset *.desc);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Add a folder to the schema</source>
        <translation>Einen Ordner zum Schema hinzufügen</translation>
    </message>
    <message>
        <source>recorded</source>
        <translation>aufgezeichnet</translation>
    </message>
    <message numerus="yes">
        <source>left out, %1 errors</source>
        <translation>
            <numerusform>ausgelassen, %1 Fehler</numerusform>
            <numerusform>ausgelassen, %1 Fehler</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 methods known, %2 seen but unknown</source>
        <translation>
            <numerusform>%1 Methode bekannt, %2 unbekannt</numerusform>
            <numerusform>%1 Methoden bekannt, %2 unbekannt</numerusform>
        </translation>
    </message>
    <message>
        <source>Every method that was called is known.</source>
        <translation>Jede Methode, die aufgerufen wurde, ist bekannt.</translation>
    </message>
    <message>
        <source>No call has been seen yet.</source>
        <translation>Noch kein Aufruf gesehen.</translation>
    </message>
    <message>
        <source>A source before this one has %1 with other contents, and that one is used.</source>
        <translation>Eine frühere Quelle hat %1 mit anderem Inhalt, und die gilt.</translation>
    </message>
    <message>
        <source>Two servers differ in %1: the first one&apos;s is used.</source>
        <translation>Zwei Server unterscheiden sich in %1: Die Datei des ersten gilt.</translation>
    </message>
    <message numerus="yes">
        <source>%1 methods from files in force for new calls</source>
        <translation>
            <numerusform>%1 Methode aus Dateien gilt für neue Aufrufe</numerusform>
            <numerusform>%1 Methoden aus Dateien gelten für neue Aufrufe</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>; %1 sources left out, see the errors</source>
        <translation>
            <numerusform>; %1 Quelle ausgelassen, siehe Fehler</numerusform>
            <numerusform>; %1 Quellen ausgelassen, siehe Fehler</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · %2 calls · %3</source>
        <comment>when, how many, how large</comment>
        <translation>
            <numerusform>%1 · %2 Aufruf · %3</numerusform>
            <numerusform>%1 · %2 Aufrufe · %3</numerusform>
        </translation>
    </message>
    <message>
        <source>en</source>
        <comment>language of dates</comment>
        <translation>de</translation>
    </message>
    <message>
        <source>d MMM HH:mm</source>
        <comment>date and time</comment>
        <translation>d. MMM HH:mm</translation>
    </message>
    <message>
        <source>A session of an earlier run was not saved: %1.</source>
        <translation>Eine Sitzung eines früheren Laufs wurde nicht gespeichert: %1.</translation>
    </message>
    <message numerus="yes">
        <source>%1 sessions of earlier runs were not saved. The newest: %2.</source>
        <translation>
            <numerusform>%1 Sitzung früherer Läufe wurde nicht gespeichert. Die neueste: %2.</numerusform>
            <numerusform>%1 Sitzungen früherer Läufe wurden nicht gespeichert. Die neueste: %2.</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading what the calls are sorted by: %1 of %2</source>
        <translation>Lese, wonach die Aufrufe sortiert werden: %1 von %2</translation>
    </message>
    <message>
        <source>Listen on</source>
        <translation>Lauschen auf</translation>
    </message>
    <message>
        <source>Address and port that clients connect to; :8080 is all addresses, port 0 a free one</source>
        <translation>Adresse und Port, mit denen Clients sich verbinden; :8080 sind alle Adressen, Port 0 ein freier</translation>
    </message>
    <message>
        <source>Prefix</source>
        <translation>Präfix</translation>
    </message>
    <message>
        <source>all other calls</source>
        <translation>alle anderen Aufrufe</translation>
    </message>
    <message>
        <source>How the paths of the calls begin that go to this server, as /acme.shop.v1.; the longest wins</source>
        <translation>Wie die Pfade der Aufrufe beginnen, die an diesen Server gehen, etwa /acme.shop.v1.; das längste gilt</translation>
    </message>
    <message>
        <source>Where calls go: http:// in cleartext, https:// over TLS</source>
        <translation>Wohin Aufrufe gehen: http:// im Klartext, https:// über TLS</translation>
    </message>
    <message>
        <source>What the server is spoken to in; Auto asks it, Same leaves calls as they are</source>
        <translation>Worin mit dem Server gesprochen wird; Auto fragt ihn, Gleich lässt Aufrufe, wie sie sind</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>none: cleartext only</source>
        <translation>keins: nur Klartext</translation>
    </message>
    <message>
        <source>PEM certificate of the listeners, with its chain; cleartext stays possible on the same port</source>
        <translation>PEM-Zertifikat der Listener mit seiner Kette; Klartext bleibt auf demselben Port möglich</translation>
    </message>
    <message>
        <source>Private key</source>
        <translation>Privater Schlüssel</translation>
    </message>
    <message>
        <source>PEM private key of that certificate</source>
        <translation>Privater PEM-Schlüssel dieses Zertifikats</translation>
    </message>
    <message>
        <source>Client authority</source>
        <translation>Client-Stelle</translation>
    </message>
    <message>
        <source>none: clients need no certificate</source>
        <translation>keine: Clients brauchen kein Zertifikat</translation>
    </message>
    <message>
        <source>PEM certificates; clients must show one that these signed, and cleartext is refused</source>
        <translation>PEM-Zertifikate; Clients müssen eines zeigen, das diese signiert haben, und Klartext wird abgewiesen</translation>
    </message>
    <message>
        <source>Authority</source>
        <translation>Stelle</translation>
    </message>
    <message>
        <source>the system&apos;s</source>
        <translation>die des Systems</translation>
    </message>
    <message>
        <source>PEM certificates that sign the server&apos;s</source>
        <translation>PEM-Zertifikate, die das des Servers signieren</translation>
    </message>
    <message>
        <source>PEM certificate for a server that asks for one, with its chain</source>
        <translation>PEM-Zertifikat für einen Server, der eines verlangt, mit seiner Kette</translation>
    </message>
    <message>
        <source>Server name</source>
        <translation>Servername</translation>
    </message>
    <message>
        <source>the host of its address</source>
        <translation>der Host seiner Adresse</translation>
    </message>
    <message>
        <source>Name in the server&apos;s certificate</source>
        <translation>Name im Zertifikat des Servers</translation>
    </message>
    <message>
        <source>Take every certificate of the server: for tests only</source>
        <translation>Jedes Zertifikat des Servers annehmen: nur für Tests</translation>
    </message>
    <message>
        <source>Where clients connect</source>
        <translation>Wohin Clients sich verbinden</translation>
    </message>
    <message>
        <source>Where calls go</source>
        <translation>Wohin Aufrufe gehen</translation>
    </message>
    <message>
        <source>TLS towards clients</source>
        <translation>TLS zu den Clients</translation>
    </message>
    <message>
        <source>TLS towards servers</source>
        <translation>TLS zu den Servern</translation>
    </message>
    <message>
        <source>The same as a command line</source>
        <translation>Dasselbe als Kommandozeile</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Start the bridge with these settings (Ctrl+E)</source>
        <translation>Die Brücke mit diesen Einstellungen starten (Strg+E)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Stop the bridge; open calls end (Ctrl+E)</source>
        <translation>Die Brücke stoppen; offene Aufrufe enden (Strg+E)</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>Put these settings in force without dropping a call (Ctrl+Return)</source>
        <translation>Diese Einstellungen in Kraft setzen, ohne einen Aufruf abzubrechen (Strg+Return)</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Back to the settings that are in force</source>
        <translation>Zurück zu den Einstellungen, die in Kraft sind</translation>
    </message>
    <message>
        <source>Save as file…</source>
        <translation>Als Datei speichern…</translation>
    </message>
    <message>
        <source>Save these settings as a file for --config (Ctrl+Alt+W)</source>
        <translation>Diese Einstellungen als Datei für --config speichern (Strg+Alt+W)</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Add address</source>
        <translation>Adresse hinzufügen</translation>
    </message>
    <message>
        <source>Listen at one more address</source>
        <translation>Auf einer weiteren Adresse lauschen</translation>
    </message>
    <message>
        <source>Add server</source>
        <translation>Server hinzufügen</translation>
    </message>
    <message>
        <source>Send the calls of a prefix to one more server</source>
        <translation>Die Aufrufe eines Präfixes an einen weiteren Server senden</translation>
    </message>
    <message>
        <source>Remove this line</source>
        <translation>Diese Zeile entfernen</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Choose the file</source>
        <translation>Die Datei wählen</translation>
    </message>
    <message>
        <source>Take every certificate</source>
        <translation>Jedes Zertifikat annehmen</translation>
    </message>
    <message>
        <source>Choose a PEM file</source>
        <translation>Eine PEM-Datei wählen</translation>
    </message>
    <message>
        <source>PEM files (*.pem *.crt *.cer *.key);;All files (*)</source>
        <translation>PEM-Dateien (*.pem *.crt *.cer *.key);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Save settings</source>
        <translation>Einstellungen speichern</translation>
    </message>
    <message>
        <source>Configuration files (*.yaml *.yml);;All files (*)</source>
        <translation>Konfigurationsdateien (*.yaml *.yml);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>The demo brings its own server: stop it to send calls elsewhere.</source>
        <translation>Die Demo bringt ihren eigenen Server mit: sie stoppen, um Aufrufe woandershin zu senden.</translation>
    </message>
    <message>
        <source>Settings saved as %1: bascule --config reads them</source>
        <translation>Einstellungen als %1 gespeichert: bascule --config liest sie</translation>
    </message>
    <message>
        <source>Command line copied</source>
        <translation>Kommandozeile kopiert</translation>
    </message>
    <message>
        <source>This window shows recorded sessions; the bridge is in the first one.</source>
        <translation>Dieses Fenster zeigt aufgezeichnete Sitzungen; die Brücke ist im ersten.</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>Auto</translation>
    </message>
    <message>
        <source>Same</source>
        <translation>Gleich</translation>
    </message>
    <message>
        <source>HTTP auto</source>
        <translation>HTTP auto</translation>
    </message>
    <message>
        <source>Clients need an address to connect to: add one.</source>
        <translation>Clients brauchen eine Adresse zum Verbinden: eine hinzufügen.</translation>
    </message>
    <message>
        <source>Write an address and a port, as 127.0.0.1:8080, or :8080 for all addresses.</source>
        <translation>Eine Adresse und einen Port schreiben, etwa 127.0.0.1:8080, oder :8080 für alle Adressen.</translation>
    </message>
    <message>
        <source>This address stands here twice: remove one.</source>
        <translation>Diese Adresse steht hier zweimal: eine entfernen.</translation>
    </message>
    <message>
        <source>A prefix begins with / and has no spaces or =, as /acme.shop.v1.</source>
        <translation>Ein Präfix beginnt mit / und hat weder Leerzeichen noch =, etwa /acme.shop.v1.</translation>
    </message>
    <message>
        <source>Another server has this prefix: the calls can only go to one.</source>
        <translation>Ein anderer Server hat dieses Präfix: Die Aufrufe können nur zu einem gehen.</translation>
    </message>
    <message>
        <source>Another server takes all other calls already: say which prefix goes here.</source>
        <translation>Ein anderer Server nimmt schon alle anderen Aufrufe: sagen, welches Präfix hierher geht.</translation>
    </message>
    <message>
        <source>Say where the server is, as http://localhost:8081.</source>
        <translation>Sagen, wo der Server ist, etwa http://localhost:8081.</translation>
    </message>
    <message>
        <source>Write http://HOST:PORT, or https://HOST:PORT for TLS.</source>
        <translation>http://HOST:PORT schreiben, oder https://HOST:PORT für TLS.</translation>
    </message>
    <message>
        <source>The bridge itself listens there: calls would go round in circles.</source>
        <translation>Dort lauscht die Brücke selbst: Aufrufe gingen im Kreis.</translation>
    </message>
    <message>
        <source>Certificates are named below, but this is cleartext: write https://, or leave them out.</source>
        <translation>Unten sind Zertifikate genannt, aber das hier ist Klartext: https:// schreiben oder sie weglassen.</translation>
    </message>
    <message>
        <source>HTTP/1.1 cannot carry gRPC: choose HTTP/2, or another protocol.</source>
        <translation>HTTP/1.1 kann gRPC nicht tragen: HTTP/2 oder ein anderes Protokoll wählen.</translation>
    </message>
    <message>
        <source>Certificate and key belong together: name both.</source>
        <translation>Zertifikat und Schlüssel gehören zusammen: beide nennen.</translation>
    </message>
    <message>
        <source>Clients can only be asked for certificates over TLS: name certificate and key.</source>
        <translation>Zertifikate von Clients gibt es nur über TLS: Zertifikat und Schlüssel nennen.</translation>
    </message>
    <message>
        <source>Every certificate or only those of the authority: leave one out.</source>
        <translation>Jedes Zertifikat oder nur die der Stelle: eins davon weglassen.</translation>
    </message>
    <message>
        <source>where clients connect</source>
        <translation>wohin Clients sich verbinden</translation>
    </message>
    <message>
        <source>where calls go</source>
        <translation>wohin Aufrufe gehen</translation>
    </message>
    <message>
        <source>the schema</source>
        <translation>das Schema</translation>
    </message>
    <message>
        <source>other settings</source>
        <translation>andere Einstellungen</translation>
    </message>
    <message>
        <source>listening on %1</source>
        <translation>lauscht auf %1</translation>
    </message>
    <message>
        <source>%1 closed for new clients</source>
        <translation>%1 für neue Clients geschlossen</translation>
    </message>
    <message>
        <source>calls go to %1</source>
        <translation>Aufrufe gehen an %1</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 nehmen</translation>
    </message>
    <message>
        <source>The bridge is stopped</source>
        <translation>Die Brücke ist gestoppt</translation>
    </message>
    <message>
        <source>The bridge and the demo run, listening on %1</source>
        <translation>Die Brücke und die Demo laufen und lauschen auf %1</translation>
    </message>
    <message>
        <source>The bridge runs, listening on %1</source>
        <translation>Die Brücke läuft und lauscht auf %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 fields are wrong; what is in force stays.</source>
        <translation>
            <numerusform>%1 Feld ist falsch; was in Kraft ist, bleibt.</numerusform>
            <numerusform>%1 Felder sind falsch; was in Kraft ist, bleibt.</numerusform>
        </translation>
    </message>
    <message>
        <source>These settings are in force.</source>
        <translation>Diese Einstellungen sind in Kraft.</translation>
    </message>
    <message>
        <source>Ready to start.</source>
        <translation>Bereit zum Start.</translation>
    </message>
    <message>
        <source>Changed, not in force yet: %1.</source>
        <translation>Geändert, noch nicht in Kraft: %1.</translation>
    </message>
    <message>
        <source>Nothing has changed.</source>
        <translation>Nichts hat sich geändert.</translation>
    </message>
    <message>
        <source>In force now: %1.</source>
        <translation>Jetzt in Kraft: %1.</translation>
    </message>
    <message numerus="yes">
        <source> %1 open calls go on as they began.</source>
        <translation>
            <numerusform> %1 offener Aufruf geht weiter, wie er begann.</numerusform>
            <numerusform> %1 offene Aufrufe gehen weiter, wie sie begannen.</numerusform>
        </translation>
    </message>
    <message>
        <source> --%1 needs a restart.</source>
        <translation> --%1 braucht einen Neustart.</translation>
    </message>
    <message>
        <source>A protocol or HTTP version of one of several servers has no flag: save the settings as a file.</source>
        <translation>Protokoll oder HTTP-Version eines von mehreren Servern hat keine Option: die Einstellungen als Datei speichern.</translation>
    </message>
    <message>
        <source>The call succeeded.</source>
        <translation>Der Aufruf gelang.</translation>
    </message>
    <message>
        <source>The caller gave the call up.</source>
        <translation>Der Aufrufer gab den Aufruf auf.</translation>
    </message>
    <message>
        <source>Usual when a page is left or a request is replaced; else look at the client&apos;s timeouts.</source>
        <translation>Üblich, wenn eine Seite verlassen oder eine Anfrage ersetzt wird; sonst die Timeouts des Clients ansehen.</translation>
    </message>
    <message>
        <source>The server failed without a better code, or the answer could not be understood.</source>
        <translation>Der Server scheiterte ohne genaueren Code, oder die Antwort war nicht zu verstehen.</translation>
    </message>
    <message>
        <source>Look at the server&apos;s log; an unhandled exception often ends here.</source>
        <translation>Das Log des Servers ansehen; eine unbehandelte Ausnahme endet oft hier.</translation>
    </message>
    <message>
        <source>The request itself is wrong, whatever the state of the system.</source>
        <translation>Die Anfrage selbst ist falsch, gleich in welchem Zustand das System ist.</translation>
    </message>
    <message>
        <source>Compare the request message with the details of the error.</source>
        <translation>Die Nachricht der Anfrage mit den Details des Fehlers vergleichen.</translation>
    </message>
    <message>
        <source>The deadline passed before the answer.</source>
        <translation>Die Frist lief vor der Antwort ab.</translation>
    </message>
    <message>
        <source>See on the Timing tab which side took the time.</source>
        <translation>Im Tab „Zeiten“ sehen, welche Seite die Zeit brauchte.</translation>
    </message>
    <message>
        <source>The thing that was asked for does not exist.</source>
        <translation>Das Gesuchte gibt es nicht.</translation>
    </message>
    <message>
        <source>Check the identifier in the request message.</source>
        <translation>Die Kennung in der Nachricht der Anfrage prüfen.</translation>
    </message>
    <message>
        <source>The thing that was to be made exists already.</source>
        <translation>Was angelegt werden sollte, gibt es schon.</translation>
    </message>
    <message>
        <source>Check whether the client repeated a call.</source>
        <translation>Prüfen, ob der Client einen Aufruf wiederholt hat.</translation>
    </message>
    <message>
        <source>The caller may not do this.</source>
        <translation>Der Aufrufer darf das nicht.</translation>
    </message>
    <message>
        <source>Check the caller&apos;s rights; its identity is known.</source>
        <translation>Die Rechte des Aufrufers prüfen; wer er ist, ist bekannt.</translation>
    </message>
    <message>
        <source>A limit was reached: a quota, a size, a queue.</source>
        <translation>Eine Grenze war erreicht: ein Kontingent, eine Größe, eine Warteschlange.</translation>
    </message>
    <message>
        <source>Look which limit the message names, and whether the client may wait and repeat.</source>
        <translation>Nachsehen, welche Grenze die Meldung nennt, und ob der Client warten und wiederholen darf.</translation>
    </message>
    <message>
        <source>The system is not in the state that the call needs.</source>
        <translation>Das System ist nicht in dem Zustand, den der Aufruf braucht.</translation>
    </message>
    <message>
        <source>The client has to change that state first; repeating alone does not help.</source>
        <translation>Der Client muss zuerst diesen Zustand ändern; Wiederholen allein hilft nicht.</translation>
    </message>
    <message>
        <source>The call collided with another one.</source>
        <translation>Der Aufruf stieß mit einem anderen zusammen.</translation>
    </message>
    <message>
        <source>The client may repeat the whole sequence.</source>
        <translation>Der Client darf die ganze Folge wiederholen.</translation>
    </message>
    <message>
        <source>A value lies outside its valid range.</source>
        <translation>Ein Wert liegt außerhalb seines Bereichs.</translation>
    </message>
    <message>
        <source>The server does not have this method.</source>
        <translation>Der Server hat diese Methode nicht.</translation>
    </message>
    <message>
        <source>Compare service and method names, and the version of the server.</source>
        <translation>Namen von Dienst und Methode und die Version des Servers vergleichen.</translation>
    </message>
    <message>
        <source>Something that must hold inside the server or the protocol does not.</source>
        <translation>Etwas, das im Server oder im Protokoll gelten muss, gilt nicht.</translation>
    </message>
    <message>
        <source>Look at the server&apos;s log and at the Raw tab.</source>
        <translation>Das Log des Servers und den Tab „Roh“ ansehen.</translation>
    </message>
    <message>
        <source>The server cannot be reached or takes no calls now.</source>
        <translation>Der Server ist nicht erreichbar oder nimmt jetzt keine Aufrufe an.</translation>
    </message>
    <message>
        <source>Check that it runs and listens; the client may repeat.</source>
        <translation>Prüfen, ob er läuft und lauscht; der Client darf wiederholen.</translation>
    </message>
    <message>
        <source>Data was lost or is damaged beyond repair.</source>
        <translation>Daten sind verloren oder nicht mehr zu reparieren.</translation>
    </message>
    <message>
        <source>Look at the server&apos;s log and storage.</source>
        <translation>Log und Speicher des Servers ansehen.</translation>
    </message>
    <message>
        <source>The caller&apos;s identity is missing or not accepted.</source>
        <translation>Der Ausweis des Aufrufers fehlt oder wird nicht anerkannt.</translation>
    </message>
    <message>
        <source>Check the authorization header (its value is masked here).</source>
        <translation>Den Header authorization prüfen (sein Wert ist hier verborgen).</translation>
    </message>
    <message>
        <source>The deadline passed while the bridge waited for the server.</source>
        <translation>Die Frist lief ab, während die Brücke auf den Server wartete.</translation>
    </message>
    <message>
        <source>See on the Timing tab how long the server took.</source>
        <translation>Im Tab „Zeiten“ sehen, wie lange der Server brauchte.</translation>
    </message>
    <message>
        <source>The client left before the answer.</source>
        <translation>Der Client ging vor der Antwort.</translation>
    </message>
    <message>
        <source>Usual when a page is left; else look at the client&apos;s timeouts.</source>
        <translation>Üblich, wenn eine Seite verlassen wird; sonst die Timeouts des Clients ansehen.</translation>
    </message>
    <message>
        <source>Nothing accepts connections at the server&apos;s address.</source>
        <translation>Unter der Adresse des Servers nimmt niemand Verbindungen an.</translation>
    </message>
    <message>
        <source>Start the server, or correct its address.</source>
        <translation>Den Server starten oder seine Adresse berichtigen.</translation>
    </message>
    <message>
        <source>The server&apos;s address cannot be reached.</source>
        <translation>Die Adresse des Servers ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>Check host name, port and network.</source>
        <translation>Hostname, Port und Netz prüfen.</translation>
    </message>
    <message>
        <source>The server&apos;s host name does not resolve.</source>
        <translation>Der Hostname des Servers lässt sich nicht auflösen.</translation>
    </message>
    <message>
        <source>Check the name for typing mistakes and the DNS.</source>
        <translation>Den Namen auf Tippfehler und das DNS prüfen.</translation>
    </message>
    <message>
        <source>The server did not accept the connection in time.</source>
        <translation>Der Server nahm die Verbindung nicht rechtzeitig an.</translation>
    </message>
    <message>
        <source>Check that it runs and is not overloaded.</source>
        <translation>Prüfen, ob er läuft und nicht überlastet ist.</translation>
    </message>
    <message>
        <source>The connection to the server broke during the call.</source>
        <translation>Die Verbindung zum Server brach während des Aufrufs ab.</translation>
    </message>
    <message>
        <source>Look at the server&apos;s log at this moment.</source>
        <translation>Das Log des Servers zu diesem Zeitpunkt ansehen.</translation>
    </message>
    <message>
        <source>The server reset the stream.</source>
        <translation>Der Server setzte den Stream zurück.</translation>
    </message>
    <message>
        <source>The message names the HTTP/2 error; look at the server&apos;s log.</source>
        <translation>Die Meldung nennt den HTTP/2-Fehler; das Log des Servers ansehen.</translation>
    </message>
    <message>
        <source>The server is shutting its connection down.</source>
        <translation>Der Server baut seine Verbindung ab.</translation>
    </message>
    <message>
        <source>Usual during a deployment; the client may repeat.</source>
        <translation>Üblich bei einem Deployment; der Client darf wiederholen.</translation>
    </message>
    <message>
        <source>The server takes no more streams on its connection.</source>
        <translation>Der Server nimmt auf seiner Verbindung keine Streams mehr an.</translation>
    </message>
    <message>
        <source>Wait, or raise the server&apos;s limit of concurrent streams.</source>
        <translation>Warten, oder die Grenze gleichzeitiger Streams am Server erhöhen.</translation>
    </message>
    <message>
        <source>The server closed the connection in an orderly way.</source>
        <translation>Der Server schloss die Verbindung ordnungsgemäß.</translation>
    </message>
    <message>
        <source>Look at the server&apos;s log; the client may repeat.</source>
        <translation>Das Log des Servers ansehen; der Client darf wiederholen.</translation>
    </message>
    <message>
        <source>The server&apos;s address is not of the form http://HOST:PORT or https://HOST:PORT.</source>
        <translation>Die Adresse des Servers hat nicht die Form http://HOST:PORT oder https://HOST:PORT.</translation>
    </message>
    <message>
        <source>Correct it, for example http://localhost:8081.</source>
        <translation>Sie berichtigen, etwa http://localhost:8081.</translation>
    </message>
    <message>
        <source>The bridge does not know where calls should go.</source>
        <translation>Die Brücke weiß nicht, wohin Aufrufe gehen sollen.</translation>
    </message>
    <message>
        <source>Say where the server is, for example http://localhost:8081.</source>
        <translation>Sagen, wo der Server ist, etwa http://localhost:8081.</translation>
    </message>
    <message>
        <source>The file is not what its beginning promises.</source>
        <translation>Die Datei ist nicht, was ihr Anfang verspricht.</translation>
    </message>
    <message>
        <source>Record or export it again.</source>
        <translation>Neu aufzeichnen oder exportieren.</translation>
    </message>
    <message>
        <source>A part of the file is larger than an import takes.</source>
        <translation>Ein Teil der Datei ist größer, als ein Import annimmt.</translation>
    </message>
    <message>
        <source>Cut the file into smaller ones.</source>
        <translation>Die Datei in kleinere teilen.</translation>
    </message>
    <message>
        <source>The file is no recording that Bascule can read.</source>
        <translation>Die Datei ist keine Aufzeichnung, die Bascule lesen kann.</translation>
    </message>
    <message>
        <source>Import JSON lines, a gRPC binary log, HAR or Envoy&apos;s tap files.</source>
        <translation>JSON-Zeilen, ein gRPC-Binärlog, HAR oder Tap-Dateien von Envoy importieren.</translation>
    </message>
    <message>
        <source>It was cancelled before its end.</source>
        <translation>Es wurde vor dem Ende abgebrochen.</translation>
    </message>
    <message>
        <source>Start it again.</source>
        <translation>Erneut beginnen.</translation>
    </message>
    <message>
        <source>More calls are marked than a session keeps marks for.</source>
        <translation>Es sind mehr Aufrufe markiert, als eine Sitzung Markierungen behält.</translation>
    </message>
    <message>
        <source>Take some marks away first.</source>
        <translation>Zuerst einige Markierungen wegnehmen.</translation>
    </message>
    <message>
        <source>The configuration file says something that cannot be.</source>
        <translation>Die Konfigurationsdatei sagt etwas, das nicht sein kann.</translation>
    </message>
    <message>
        <source>Correct it at the line and column of the message.</source>
        <translation>Es an Zeile und Spalte der Meldung berichtigen.</translation>
    </message>
    <message>
        <source>The configuration file cannot be read.</source>
        <translation>Die Konfigurationsdatei ist nicht lesbar.</translation>
    </message>
    <message>
        <source>Check its name and its rights.</source>
        <translation>Ihren Namen und ihre Rechte prüfen.</translation>
    </message>
    <message>
        <source>The configuration file cannot be watched for changes.</source>
        <translation>Die Konfigurationsdatei kann nicht auf Änderungen beobachtet werden.</translation>
    </message>
    <message>
        <source>Send SIGHUP to have it read again.</source>
        <translation>SIGHUP senden, damit sie neu gelesen wird.</translation>
    </message>
    <message>
        <source>Envoy cannot do what this bridge is told to do.</source>
        <translation>Envoy kann nicht, was dieser Brücke gesagt wird.</translation>
    </message>
    <message>
        <source>The message names the flag; leave it out to have the rest printed.</source>
        <translation>Die Meldung nennt die Option; ohne sie wird der Rest ausgegeben.</translation>
    </message>
    <message>
        <source>No server is configured for the path of this call.</source>
        <translation>Für den Pfad dieses Aufrufs ist kein Server eingestellt.</translation>
    </message>
    <message>
        <source>Add an --upstream with a prefix of this path, or one without a prefix for all the rest.</source>
        <translation>Ein --upstream mit einem Präfix dieses Pfads hinzufügen, oder eines ohne Präfix für alles Übrige.</translation>
    </message>
    <message>
        <source>Two servers are configured for the same prefix.</source>
        <translation>Zwei Server sind für dasselbe Präfix eingestellt.</translation>
    </message>
    <message>
        <source>Give each server a prefix of its own; one may have none.</source>
        <translation>Jedem Server ein eigenes Präfix geben; einer darf keins haben.</translation>
    </message>
    <message>
        <source>The server&apos;s address is the bridge&apos;s own.</source>
        <translation>Die Adresse des Servers ist die der Brücke selbst.</translation>
    </message>
    <message>
        <source>Move the server to another port.</source>
        <translation>Den Server auf einen anderen Port verlegen.</translation>
    </message>
    <message>
        <source>The server&apos;s answer is no gRPC answer.</source>
        <translation>Die Antwort des Servers ist keine gRPC-Antwort.</translation>
    </message>
    <message>
        <source>Check that the address is that of the gRPC server and not of a web page or proxy.</source>
        <translation>Prüfen, ob die Adresse die des gRPC-Servers ist und nicht die einer Webseite oder eines Proxys.</translation>
    </message>
    <message>
        <source>The server&apos;s answer is no gRPC-Web answer.</source>
        <translation>Die Antwort des Servers ist keine gRPC-Web-Antwort.</translation>
    </message>
    <message>
        <source>Check that the address is that of a server that speaks gRPC-Web.</source>
        <translation>Prüfen, ob die Adresse die eines Servers ist, der gRPC-Web spricht.</translation>
    </message>
    <message>
        <source>The server&apos;s answer is no Connect answer.</source>
        <translation>Die Antwort des Servers ist keine Connect-Antwort.</translation>
    </message>
    <message>
        <source>Check that the address is that of a server that speaks Connect.</source>
        <translation>Prüfen, ob die Adresse die eines Servers ist, der Connect spricht.</translation>
    </message>
    <message>
        <source>The server answers in another format than it was asked in.</source>
        <translation>Der Server antwortet in einem anderen Format, als er gefragt wurde.</translation>
    </message>
    <message>
        <source>Look at the server&apos;s log; its content type is in the message.</source>
        <translation>Das Log des Servers ansehen; sein Content-Type steht in der Meldung.</translation>
    </message>
    <message>
        <source>The server&apos;s stream stopped without its last message.</source>
        <translation>Der Stream des Servers hörte ohne seine letzte Nachricht auf.</translation>
    </message>
    <message>
        <source>Look at the server&apos;s log; it has closed the stream too early.</source>
        <translation>Das Log des Servers ansehen; er hat den Stream zu früh geschlossen.</translation>
    </message>
    <message>
        <source>The last message of the server&apos;s stream cannot be read.</source>
        <translation>Die letzte Nachricht im Stream des Servers ist nicht lesbar.</translation>
    </message>
    <message>
        <source>Look at the server&apos;s log; the bytes are on the Raw tab.</source>
        <translation>Das Log des Servers ansehen; die Bytes stehen im Tab „Roh“.</translation>
    </message>
    <message>
        <source>The trailers at the end of the answer cannot be read.</source>
        <translation>Die Trailer am Ende der Antwort sind nicht lesbar.</translation>
    </message>
    <message>
        <source>The server went on after the end of its answer.</source>
        <translation>Der Server machte nach dem Ende seiner Antwort weiter.</translation>
    </message>
    <message>
        <source>Look at the server&apos;s log; a proxy in between may join answers.</source>
        <translation>Das Log des Servers ansehen; ein Proxy dazwischen fügt vielleicht Antworten zusammen.</translation>
    </message>
    <message>
        <source>The end of the server&apos;s answer is far too long.</source>
        <translation>Das Ende der Antwort des Servers ist viel zu lang.</translation>
    </message>
    <message>
        <source>Send less metadata or fewer error details.</source>
        <translation>Weniger Metadaten oder weniger Fehlerdetails senden.</translation>
    </message>
    <message>
        <source>The base64 of the message cannot be read.</source>
        <translation>Das Base64 der Nachricht ist nicht lesbar.</translation>
    </message>
    <message>
        <source>Look at the sender; it encodes wrongly.</source>
        <translation>Den Absender ansehen; er kodiert falsch.</translation>
    </message>
    <message>
        <source>A GET lacks a parameter: it needs encoding and message.</source>
        <translation>Einem GET fehlt ein Parameter: Es braucht encoding und message.</translation>
    </message>
    <message>
        <source>Look at the client; its address is on the Raw tab.</source>
        <translation>Den Client ansehen; seine Adresse steht im Tab „Roh“.</translation>
    </message>
    <message>
        <source>A GET came with a body.</source>
        <translation>Ein GET kam mit einem Körper.</translation>
    </message>
    <message>
        <source>Send the message in the query, or use POST.</source>
        <translation>Die Nachricht in der Query senden oder POST nehmen.</translation>
    </message>
    <message>
        <source>This method may not be called with GET.</source>
        <translation>Diese Methode darf nicht mit GET aufgerufen werden.</translation>
    </message>
    <message>
        <source>Mark it as free of side effects in the schema, or use POST.</source>
        <translation>Sie im Schema als frei von Nebenwirkungen kennzeichnen oder POST nehmen.</translation>
    </message>
    <message>
        <source>The server ended the answer without its status.</source>
        <translation>Der Server beendete die Antwort ohne ihren Status.</translation>
    </message>
    <message>
        <source>Look at the server&apos;s log; a proxy in between may drop trailers.</source>
        <translation>Das Log des Servers ansehen; ein Proxy dazwischen verwirft vielleicht Trailer.</translation>
    </message>
    <message>
        <source>The server&apos;s trailers have no grpc-status.</source>
        <translation>Die Trailer des Servers haben kein grpc-status.</translation>
    </message>
    <message>
        <source>Look at the server&apos;s log; a proxy in between may change trailers.</source>
        <translation>Das Log des Servers ansehen; ein Proxy dazwischen ändert vielleicht Trailer.</translation>
    </message>
    <message>
        <source>A message is larger than the limit.</source>
        <translation>Eine Nachricht ist größer als die Grenze.</translation>
    </message>
    <message>
        <source>Raise --max-message-bytes or --max-response-bytes, or send less.</source>
        <translation>--max-message-bytes oder --max-response-bytes erhöhen oder weniger senden.</translation>
    </message>
    <message>
        <source>A message is compressed in a way the bridge does not know.</source>
        <translation>Eine Nachricht ist auf eine Weise komprimiert, die die Brücke nicht kennt.</translation>
    </message>
    <message>
        <source>Use gzip or no compression.</source>
        <translation>gzip oder keine Kompression nehmen.</translation>
    </message>
    <message>
        <source>A message could not be compressed.</source>
        <translation>Eine Nachricht konnte nicht komprimiert werden.</translation>
    </message>
    <message>
        <source>The bridge is probably out of memory: close other sessions or lower its limits.</source>
        <translation>Der Brücke fehlt wohl Speicher: andere Sitzungen schließen oder ihre Grenzen senken.</translation>
    </message>
    <message>
        <source>A compressed message is damaged.</source>
        <translation>Eine komprimierte Nachricht ist beschädigt.</translation>
    </message>
    <message>
        <source>Look at the sender; the bytes are on the Raw tab.</source>
        <translation>Den Absender ansehen; die Bytes stehen im Tab „Roh“.</translation>
    </message>
    <message>
        <source>A small compressed message would become far too large.</source>
        <translation>Eine kleine komprimierte Nachricht würde viel zu groß.</translation>
    </message>
    <message>
        <source>Look at the sender: ordinary data does not shrink that much.</source>
        <translation>Den Absender ansehen: Gewöhnliche Daten schrumpfen nicht so sehr.</translation>
    </message>
    <message>
        <source>A message claims to be compressed but no compression was named.</source>
        <translation>Eine Nachricht nennt sich komprimiert, aber keine Kompression wurde genannt.</translation>
    </message>
    <message>
        <source>Look at the sender; it has to name its compression.</source>
        <translation>Den Absender ansehen; er muss seine Kompression nennen.</translation>
    </message>
    <message>
        <source>The JSON message does not fit the schema.</source>
        <translation>Die JSON-Nachricht passt nicht zum Schema.</translation>
    </message>
    <message>
        <source>The message names line and column.</source>
        <translation>Die Meldung nennt Zeile und Spalte.</translation>
    </message>
    <message>
        <source>The JSON message is nested deeper than the limit.</source>
        <translation>Die JSON-Nachricht ist tiefer verschachtelt als die Grenze.</translation>
    </message>
    <message>
        <source>Send less nested data.</source>
        <translation>Weniger tief verschachtelte Daten senden.</translation>
    </message>
    <message>
        <source>The JSON message has more values than the limit.</source>
        <translation>Die JSON-Nachricht hat mehr Werte als die Grenze.</translation>
    </message>
    <message>
        <source>Send less data in one message.</source>
        <translation>Weniger Daten in einer Nachricht senden.</translation>
    </message>
    <message>
        <source>The bytes are no message of this type.</source>
        <translation>Die Bytes sind keine Nachricht dieses Typs.</translation>
    </message>
    <message>
        <source>Check that client, server and schema have the same version.</source>
        <translation>Prüfen, ob Client, Server und Schema dieselbe Version haben.</translation>
    </message>
    <message>
        <source>The text is no message of this type.</source>
        <translation>Der Text ist keine Nachricht dieses Typs.</translation>
    </message>
    <message>
        <source>The schema lacks a type that the message contains.</source>
        <translation>Dem Schema fehlt ein Typ, den die Nachricht enthält.</translation>
    </message>
    <message>
        <source>Add the missing .proto file with --schema.</source>
        <translation>Die fehlende .proto-Datei mit --schema hinzufügen.</translation>
    </message>
    <message>
        <source>The bridge has no schema for this method, and JSON needs one.</source>
        <translation>Die Brücke hat kein Schema für diese Methode, und JSON braucht eines.</translation>
    </message>
    <message>
        <source>Turn on server reflection or start with --schema.</source>
        <translation>Reflection am Server einschalten oder mit --schema starten.</translation>
    </message>
    <message>
        <source>The loaded schema does not have this method.</source>
        <translation>Das geladene Schema hat diese Methode nicht.</translation>
    </message>
    <message>
        <source>Add its .proto file with --schema, or correct the method&apos;s name.</source>
        <translation>Ihre .proto-Datei mit --schema hinzufügen oder den Namen der Methode berichtigen.</translation>
    </message>
    <message>
        <source>Neither the server nor the loaded schema has this method.</source>
        <translation>Weder der Server noch das geladene Schema hat diese Methode.</translation>
    </message>
    <message>
        <source>Correct the method&apos;s name, or ask whether the server is the right one.</source>
        <translation>Den Namen der Methode berichtigen, oder fragen, ob der Server der richtige ist.</translation>
    </message>
    <message>
        <source>The method is of another kind than the request.</source>
        <translation>Die Methode ist von anderer Art als die Anfrage.</translation>
    </message>
    <message>
        <source>Check that client and server agree on whether the method streams.</source>
        <translation>Prüfen, ob Client und Server sich einig sind, ob die Methode streamt.</translation>
    </message>
    <message>
        <source>A method that takes one request got none or several.</source>
        <translation>Eine Methode mit einer Anfrage bekam keine oder mehrere.</translation>
    </message>
    <message>
        <source>Check that client and server agree on the kind of the method.</source>
        <translation>Prüfen, ob Client und Server sich über die Art der Methode einig sind.</translation>
    </message>
    <message>
        <source>The server sent none or several answers where there is exactly one.</source>
        <translation>Der Server sandte keine oder mehrere Antworten, wo es genau eine gibt.</translation>
    </message>
    <message>
        <source>Check that server and schema have the same version.</source>
        <translation>Prüfen, ob Server und Schema dieselbe Version haben.</translation>
    </message>
    <message>
        <source>A message ended in the middle.</source>
        <translation>Eine Nachricht endete mittendrin.</translation>
    </message>
    <message>
        <source>The sender closed too early; look at its log.</source>
        <translation>Der Absender schloss zu früh; sein Log ansehen.</translation>
    </message>
    <message>
        <source>A message has flags that its protocol does not know.</source>
        <translation>Eine Nachricht hat Flags, die ihr Protokoll nicht kennt.</translation>
    </message>
    <message>
        <source>The timeout header is malformed.</source>
        <translation>Der Timeout-Header ist fehlerhaft.</translation>
    </message>
    <message>
        <source>Connect takes milliseconds, gRPC digits with a unit.</source>
        <translation>Connect nimmt Millisekunden, gRPC Ziffern mit einer Einheit.</translation>
    </message>
    <message>
        <source>The client asks for another version of the Connect protocol.</source>
        <translation>Der Client verlangt eine andere Version des Connect-Protokolls.</translation>
    </message>
    <message>
        <source>Version 1 is the only one there is.</source>
        <translation>Version 1 ist die einzige, die es gibt.</translation>
    </message>
    <message>
        <source>The path is not /package.Service/Method.</source>
        <translation>Der Pfad ist nicht /package.Service/Method.</translation>
    </message>
    <message>
        <source>Correct the client&apos;s address: the service&apos;s name stands at the start of the path.</source>
        <translation>Die Adresse des Clients berichtigen: Der Name des Dienstes steht am Anfang des Pfads.</translation>
    </message>
    <message>
        <source>The bridge is shutting down and takes no new calls.</source>
        <translation>Die Brücke fährt herunter und nimmt keine neuen Aufrufe an.</translation>
    </message>
    <message>
        <source>Too many calls wait for the server.</source>
        <translation>Zu viele Aufrufe warten auf den Server.</translation>
    </message>
    <message>
        <source>Find what keeps calls open, or raise the limits.</source>
        <translation>Herausfinden, was Aufrufe offen hält, oder die Grenzen erhöhen.</translation>
    </message>
    <message>
        <source>The request body came more slowly than the limit allows.</source>
        <translation>Der Körper der Anfrage kam langsamer, als die Grenze erlaubt.</translation>
    </message>
    <message>
        <source>Look at the client&apos;s network; --limit slow-body-rate changes the limit.</source>
        <translation>Das Netz des Clients ansehen; --limit slow-body-rate ändert die Grenze.</translation>
    </message>
    <message>
        <source>The other side took nothing of what waited for it, and too much did.</source>
        <translation>Die andere Seite nahm nichts von dem ab, was auf sie wartete, und es wurde zu viel.</translation>
    </message>
    <message>
        <source>See why it does not read; --limit write-stall changes the limit.</source>
        <translation>Nachsehen, warum sie nicht liest; --limit write-stall ändert die Grenze.</translation>
    </message>
    <message>
        <source>The bridge held too much for slow peers and gave the largest stream up.</source>
        <translation>Die Brücke hielt zu viel für langsame Gegenstellen und gab den größten Stream auf.</translation>
    </message>
    <message>
        <source>Look for clients that do not read, or raise --limit buffer-budget.</source>
        <translation>Nach Clients suchen, die nicht lesen, oder --limit buffer-budget erhöhen.</translation>
    </message>
    <message>
        <source>A connection without calls was closed to make room for a new client.</source>
        <translation>Eine Verbindung ohne Aufrufe wurde geschlossen, um einem neuen Client Platz zu machen.</translation>
    </message>
    <message>
        <source>Usual when many clients keep connections open; --limit connections changes the limit.</source>
        <translation>Üblich, wenn viele Clients Verbindungen offen halten; --limit connections ändert die Grenze.</translation>
    </message>
    <message>
        <source>A client left its TLS handshake while others waited for theirs.</source>
        <translation>Ein Client verließ seinen TLS-Handshake, während andere auf ihren warteten.</translation>
    </message>
    <message>
        <source>See who connects and says nothing.</source>
        <translation>Nachsehen, wer sich verbindet und nichts sagt.</translation>
    </message>
    <message>
        <source>The server did not answer a PING while calls were open.</source>
        <translation>Der Server beantwortete ein PING nicht, während Aufrufe offen waren.</translation>
    </message>
    <message>
        <source>Check that the server&apos;s process runs and the network is up.</source>
        <translation>Prüfen, ob der Prozess des Servers läuft und das Netz da ist.</translation>
    </message>
    <message>
        <source>RPCs are called with POST.</source>
        <translation>RPCs werden mit POST aufgerufen.</translation>
    </message>
    <message>
        <source>Use POST; GET is only for methods without side effects.</source>
        <translation>POST nehmen; GET ist nur für Methoden ohne Nebenwirkungen.</translation>
    </message>
    <message>
        <source>A gRPC-Web client tried to call over WebSocket.</source>
        <translation>Ein gRPC-Web-Client versuchte, über WebSocket aufzurufen.</translation>
    </message>
    <message>
        <source>Let it use its fetch or XHR transport; for streams from the client, Connect over HTTP/2.</source>
        <translation>Ihn seinen Fetch- oder XHR-Transport nehmen lassen; für Streams vom Client Connect über HTTP/2.</translation>
    </message>
    <message>
        <source>The client asked for a host name the bridge does not answer to.</source>
        <translation>Der Client fragte nach einem Hostnamen, auf den die Brücke nicht antwortet.</translation>
    </message>
    <message>
        <source>Start with --allow-host NAME if that name is right.</source>
        <translation>Mit --allow-host NAME starten, wenn der Name stimmt.</translation>
    </message>
    <message>
        <source>A web page of this origin may not call here.</source>
        <translation>Eine Webseite dieser Herkunft darf hier nicht aufrufen.</translation>
    </message>
    <message>
        <source>Start with --cors-origin ORIGIN if that page is yours.</source>
        <translation>Mit --cors-origin ORIGIN starten, wenn die Seite die eigene ist.</translation>
    </message>
    <message>
        <source>A page of another site called with GET, which browsers allow without asking.</source>
        <translation>Eine Seite einer anderen Site rief mit GET auf, was Browser ohne Rückfrage erlauben.</translation>
    </message>
    <message>
        <source>An origin that may call is malformed.</source>
        <translation>Eine erlaubte Herkunft ist fehlerhaft.</translation>
    </message>
    <message>
        <source>Use scheme, host and port only, for example https://app.example.</source>
        <translation>Nur Schema, Host und Port nehmen, etwa https://app.example.</translation>
    </message>
    <message>
        <source>The log file cannot be written.</source>
        <translation>Die Logdatei ist nicht beschreibbar.</translation>
    </message>
    <message>
        <source>Name another --log-file, or leave it out.</source>
        <translation>Eine andere --log-file nennen oder sie weglassen.</translation>
    </message>
    <message>
        <source>The bridge cannot listen where --metrics says.</source>
        <translation>Die Brücke kann nicht lauschen, wo --metrics sagt.</translation>
    </message>
    <message>
        <source>Choose another address or port for --metrics, or leave it out.</source>
        <translation>Eine andere Adresse oder einen anderen Port für --metrics wählen oder es weglassen.</translation>
    </message>
    <message>
        <source>Another program listens at this address already.</source>
        <translation>Ein anderes Programm lauscht schon auf dieser Adresse.</translation>
    </message>
    <message>
        <source>Choose another port, or stop the other program.</source>
        <translation>Einen anderen Port wählen oder das andere Programm stoppen.</translation>
    </message>
    <message>
        <source>This machine cannot listen at this address.</source>
        <translation>Dieser Rechner kann auf dieser Adresse nicht lauschen.</translation>
    </message>
    <message>
        <source>Use 127.0.0.1 or an address of this machine.</source>
        <translation>127.0.0.1 oder eine Adresse dieses Rechners nehmen.</translation>
    </message>
    <message>
        <source>The address to listen at is malformed.</source>
        <translation>Die Adresse zum Lauschen ist fehlerhaft.</translation>
    </message>
    <message>
        <source>Use for example 127.0.0.1:8080.</source>
        <translation>Zum Beispiel 127.0.0.1:8080 nehmen.</translation>
    </message>
    <message>
        <source>This file is no recorded session.</source>
        <translation>Diese Datei ist keine aufgezeichnete Sitzung.</translation>
    </message>
    <message>
        <source>Open a .bascule file.</source>
        <translation>Eine .bascule-Datei öffnen.</translation>
    </message>
    <message>
        <source>The session was written by a newer version.</source>
        <translation>Die Sitzung schrieb eine neuere Version.</translation>
    </message>
    <message>
        <source>Update Bascule to open it.</source>
        <translation>Bascule aktualisieren, um sie zu öffnen.</translation>
    </message>
    <message>
        <source>The session file is damaged.</source>
        <translation>Die Sitzungsdatei ist beschädigt.</translation>
    </message>
    <message>
        <source>Open a copy of it if you have one.</source>
        <translation>Eine Kopie davon öffnen, falls es eine gibt.</translation>
    </message>
    <message>
        <source>Another program is recording into this file.</source>
        <translation>Ein anderes Programm zeichnet in diese Datei auf.</translation>
    </message>
    <message>
        <source>Open it to look at it, or record into another file.</source>
        <translation>Sie öffnen, um sie anzusehen, oder in eine andere Datei aufzeichnen.</translation>
    </message>
    <message>
        <source>The file is not there.</source>
        <translation>Die Datei ist nicht da.</translation>
    </message>
    <message>
        <source>Check its name and folder.</source>
        <translation>Ihren Namen und ihren Ordner prüfen.</translation>
    </message>
    <message>
        <source>The file cannot be read.</source>
        <translation>Die Datei ist nicht lesbar.</translation>
    </message>
    <message>
        <source>Check its name and rights.</source>
        <translation>Ihren Namen und ihre Rechte prüfen.</translation>
    </message>
    <message>
        <source>The file cannot be written.</source>
        <translation>Die Datei ist nicht beschreibbar.</translation>
    </message>
    <message>
        <source>Choose a folder you may write to.</source>
        <translation>Einen Ordner wählen, in dem geschrieben werden darf.</translation>
    </message>
    <message>
        <source>There is a file of this name already.</source>
        <translation>Eine Datei dieses Namens gibt es schon.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>The session file was deleted, moved or replaced; nothing more is recorded.</source>
        <translation>Die Sitzungsdatei wurde gelöscht, verschoben oder ersetzt; nichts wird mehr aufgezeichnet.</translation>
    </message>
    <message>
        <source>Stop and start to record into a new file; the bridge itself goes on.</source>
        <translation>Stoppen und starten, um in eine neue Datei aufzuzeichnen; die Brücke selbst läuft weiter.</translation>
    </message>
    <message>
        <source>The disk is full; nothing more is recorded.</source>
        <translation>Die Platte ist voll; nichts wird mehr aufgezeichnet.</translation>
    </message>
    <message>
        <source>Make room; the bridge itself goes on.</source>
        <translation>Platz machen; die Brücke selbst läuft weiter.</translation>
    </message>
    <message>
        <source>Only a part of this compressed message was recorded.</source>
        <translation>Nur ein Teil dieser komprimierten Nachricht wurde aufgezeichnet.</translation>
    </message>
    <message>
        <source>Raise the recorded size of payloads to see all of it.</source>
        <translation>Die Größe erhöhen, bis zu der Nachrichten aufgezeichnet werden, um sie ganz zu sehen.</translation>
    </message>
    <message>
        <source>The peer speaks TLS where none is configured.</source>
        <translation>Die Gegenstelle spricht TLS, wo keines eingestellt ist.</translation>
    </message>
    <message>
        <source>Use http:// instead of https:// in the client&apos;s address.</source>
        <translation>In der Adresse des Clients http:// statt https:// nehmen.</translation>
    </message>
    <message>
        <source>gRPC needs HTTP/2, and this request came over HTTP/1.1.</source>
        <translation>gRPC braucht HTTP/2, und diese Anfrage kam über HTTP/1.1.</translation>
    </message>
    <message>
        <source>Let the client use HTTP/2 with prior knowledge; a proxy in between may have changed it.</source>
        <translation>Den Client HTTP/2 mit „prior knowledge“ nehmen lassen; ein Proxy dazwischen hat es vielleicht geändert.</translation>
    </message>
    <message>
        <source>The request&apos;s media type belongs to none of the protocols.</source>
        <translation>Der Medientyp der Anfrage gehört zu keinem der Protokolle.</translation>
    </message>
    <message>
        <source>Check the client&apos;s content-type; application/json and application/grpc are usual.</source>
        <translation>Den Content-Type des Clients prüfen; application/json und application/grpc sind üblich.</translation>
    </message>
    <message>
        <source>The client connected but sent no request in time.</source>
        <translation>Der Client verband sich, sandte aber nicht rechtzeitig eine Anfrage.</translation>
    </message>
    <message>
        <source>Look at the client, or raise --limit header-timeout.</source>
        <translation>Den Client ansehen oder --limit header-timeout erhöhen.</translation>
    </message>
    <message>
        <source>A peer took too long to send the head of a message.</source>
        <translation>Eine Gegenstelle brauchte zu lange für den Kopf einer Nachricht.</translation>
    </message>
    <message>
        <source>Look at the peer and the network between.</source>
        <translation>Die Gegenstelle und das Netz dazwischen ansehen.</translation>
    </message>
    <message>
        <source>A peer did not answer the HTTP/2 greeting in time.</source>
        <translation>Eine Gegenstelle beantwortete die HTTP/2-Begrüßung nicht rechtzeitig.</translation>
    </message>
    <message>
        <source>Check that it speaks HTTP/2 at all.</source>
        <translation>Prüfen, ob sie überhaupt HTTP/2 spricht.</translation>
    </message>
    <message>
        <source>The connection broke.</source>
        <translation>Die Verbindung brach ab.</translation>
    </message>
    <message>
        <source>Look at the peer&apos;s log at this moment.</source>
        <translation>Das Log der Gegenstelle zu diesem Zeitpunkt ansehen.</translation>
    </message>
    <message>
        <source>The peer closed the connection.</source>
        <translation>Die Gegenstelle schloss die Verbindung.</translation>
    </message>
    <message>
        <source>Look at its log; the client may repeat.</source>
        <translation>Ihr Log ansehen; der Client darf wiederholen.</translation>
    </message>
    <message>
        <source>The peer closed the connection before the end of the call.</source>
        <translation>Die Gegenstelle schloss die Verbindung vor dem Ende des Aufrufs.</translation>
    </message>
    <message>
        <source>The connection had come to its end.</source>
        <translation>Die Verbindung war am Ende.</translation>
    </message>
    <message>
        <source>The client may repeat the call on a new one.</source>
        <translation>Der Client darf den Aufruf auf einer neuen wiederholen.</translation>
    </message>
    <message>
        <source>The server&apos;s HTTP/1.1 answer is malformed.</source>
        <translation>Die HTTP/1.1-Antwort des Servers ist fehlerhaft.</translation>
    </message>
    <message>
        <source>Check that the address is that of the RPC server.</source>
        <translation>Prüfen, ob die Adresse die des RPC-Servers ist.</translation>
    </message>
    <message>
        <source>The server sent an answer that nobody asked for.</source>
        <translation>Der Server sandte eine Antwort, nach der niemand gefragt hat.</translation>
    </message>
    <message>
        <source>Look at the server&apos;s log; the connection was closed.</source>
        <translation>Das Log des Servers ansehen; die Verbindung wurde geschlossen.</translation>
    </message>
    <message>
        <source>The server sent preliminary answers without end.</source>
        <translation>Der Server sandte vorläufige Antworten ohne Ende.</translation>
    </message>
    <message>
        <source>Look at the server or the proxy in front of it.</source>
        <translation>Den Server oder den Proxy davor ansehen.</translation>
    </message>
    <message>
        <source>A peer broke the rules of HTTP/2.</source>
        <translation>Eine Gegenstelle brach die Regeln von HTTP/2.</translation>
    </message>
    <message>
        <source>The message names the rule; look at the peer&apos;s log.</source>
        <translation>Die Meldung nennt die Regel; das Log der Gegenstelle ansehen.</translation>
    </message>
    <message>
        <source>A peer sent more HTTP/2 control frames than is reasonable.</source>
        <translation>Eine Gegenstelle sandte mehr HTTP/2-Steuerframes als vernünftig.</translation>
    </message>
    <message>
        <source>Look at the peer; a limit of the bridge ended its connection.</source>
        <translation>Die Gegenstelle ansehen; eine Grenze der Brücke beendete ihre Verbindung.</translation>
    </message>
    <message>
        <source>A peer tried to push an answer, which RPCs do not use.</source>
        <translation>Eine Gegenstelle versuchte einen Push, den RPCs nicht benutzen.</translation>
    </message>
    <message>
        <source>Switch server push off in the server or the proxy in front of it.</source>
        <translation>Server Push am Server oder am Proxy davor abschalten.</translation>
    </message>
    <message>
        <source>An HTTP/2 frame could not be written.</source>
        <translation>Ein HTTP/2-Frame konnte nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Please report this with the session; the bridge itself went wrong.</source>
        <translation>Das bitte mit der Sitzung melden; die Brücke selbst machte einen Fehler.</translation>
    </message>
    <message>
        <source>The server offers no reflection.</source>
        <translation>Der Server bietet keine Reflection an.</translation>
    </message>
    <message>
        <source>Switch it on in the server, or start with --schema.</source>
        <translation>Sie am Server einschalten oder mit --schema starten.</translation>
    </message>
    <message>
        <source>The server&apos;s reflection names no services.</source>
        <translation>Die Reflection des Servers nennt keine Dienste.</translation>
    </message>
    <message>
        <source>Register the services for reflection, or start with --schema.</source>
        <translation>Die Dienste für Reflection anmelden oder mit --schema starten.</translation>
    </message>
    <message>
        <source>The server&apos;s reflection sent a malformed message.</source>
        <translation>Die Reflection des Servers sandte eine fehlerhafte Nachricht.</translation>
    </message>
    <message>
        <source>Start with --schema instead.</source>
        <translation>Stattdessen mit --schema starten.</translation>
    </message>
    <message>
        <source>The server&apos;s reflection did not answer in time.</source>
        <translation>Die Reflection des Servers antwortete nicht rechtzeitig.</translation>
    </message>
    <message>
        <source>Start with --schema instead, or look at the server&apos;s log.</source>
        <translation>Stattdessen mit --schema starten oder das Log des Servers ansehen.</translation>
    </message>
    <message>
        <source>The server&apos;s reflection describes more than the bridge accepts.</source>
        <translation>Die Reflection des Servers beschreibt mehr, als die Brücke annimmt.</translation>
    </message>
    <message>
        <source>Start with --schema and only the files that are needed.</source>
        <translation>Mit --schema und nur den nötigen Dateien starten.</translation>
    </message>
    <message>
        <source>The server&apos;s reflection stopped in the middle.</source>
        <translation>Die Reflection des Servers hörte mittendrin auf.</translation>
    </message>
    <message>
        <source>Look at the server&apos;s log, or start with --schema.</source>
        <translation>Das Log des Servers ansehen oder mit --schema starten.</translation>
    </message>
    <message>
        <source>A schema file has a mistake.</source>
        <translation>Eine Schemadatei hat einen Fehler.</translation>
    </message>
    <message>
        <source>The message names file and line; --proto-path adds folders for imports.</source>
        <translation>Die Meldung nennt Datei und Zeile; --proto-path fügt Ordner für Importe hinzu.</translation>
    </message>
    <message>
        <source>There are more schema files than the bridge accepts.</source>
        <translation>Es gibt mehr Schemadateien, als die Brücke annimmt.</translation>
    </message>
    <message>
        <source>Name only the folder that is needed with --schema.</source>
        <translation>Mit --schema nur den nötigen Ordner nennen.</translation>
    </message>
    <message>
        <source>A schema file cannot be read.</source>
        <translation>Eine Schemadatei ist nicht lesbar.</translation>
    </message>
    <message>
        <source>TLS needs a certificate and its key.</source>
        <translation>TLS braucht ein Zertifikat und seinen Schlüssel.</translation>
    </message>
    <message>
        <source>Give both files.</source>
        <translation>Beide Dateien angeben.</translation>
    </message>
    <message>
        <source>The number of workers is out of range.</source>
        <translation>Die Zahl der Worker liegt außerhalb des Bereichs.</translation>
    </message>
    <message>
        <source>Choose 1 to 256, or leave it out.</source>
        <translation>1 bis 256 wählen oder es weglassen.</translation>
    </message>
    <message>
        <source>A flow-control window is too large.</source>
        <translation>Ein Fenster der Flusskontrolle ist zu groß.</translation>
    </message>
    <message>
        <source>Choose less than 2 GiB.</source>
        <translation>Weniger als 2 GiB wählen.</translation>
    </message>
    <message>
        <source>There is no limit of this name.</source>
        <translation>Eine Grenze dieses Namens gibt es nicht.</translation>
    </message>
    <message>
        <source>The names are listed by --help limits.</source>
        <translation>--help limits listet die Namen auf.</translation>
    </message>
    <message>
        <source>The limit&apos;s value is no positive whole number.</source>
        <translation>Der Wert der Grenze ist keine positive ganze Zahl.</translation>
    </message>
    <message>
        <source>The units are listed by --help limits.</source>
        <translation>--help limits listet die Einheiten auf.</translation>
    </message>
    <message>
        <source>The list of what to mask has a malformed line.</source>
        <translation>Die Liste des zu Verbergenden hat eine fehlerhafte Zeile.</translation>
    </message>
    <message>
        <source>One rule a line, as README.md lists them; * stands for any characters.</source>
        <translation>Eine Regel je Zeile, wie README.md sie auflistet; * steht für beliebige Zeichen.</translation>
    </message>
    <message>
        <source>The file of redaction rules cannot be read.</source>
        <translation>Die Datei mit Schwärzungsregeln ist nicht lesbar.</translation>
    </message>
    <message>
        <source>Choose a text file with one rule a line.</source>
        <translation>Eine Textdatei mit einer Regel je Zeile wählen.</translation>
    </message>
    <message>
        <source>The user&apos;s cache folder cannot be used.</source>
        <translation>Der Cache-Ordner des Benutzers ist nicht benutzbar.</translation>
    </message>
    <message>
        <source>Check its rights, or name a file with --record.</source>
        <translation>Seine Rechte prüfen oder mit --record eine Datei nennen.</translation>
    </message>
    <message>
        <source>Another process has locked the session file.</source>
        <translation>Ein anderer Prozess hat die Sitzungsdatei gesperrt.</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>Gleich noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The session file could not be read further.</source>
        <translation>Die Sitzungsdatei war nicht weiter lesbar.</translation>
    </message>
    <message>
        <source>Try again; open a copy of it if that does not help.</source>
        <translation>Noch einmal versuchen; hilft das nicht, eine Kopie öffnen.</translation>
    </message>
    <message>
        <source>A part of the session file is damaged.</source>
        <translation>Ein Teil der Sitzungsdatei ist beschädigt.</translation>
    </message>
    <message>
        <source>The other calls can still be read.</source>
        <translation>Die anderen Aufrufe sind noch lesbar.</translation>
    </message>
    <message>
        <source>A part of the session could not be compressed.</source>
        <translation>Ein Teil der Sitzung konnte nicht komprimiert werden.</translation>
    </message>
    <message>
        <source>The recording goes on without it.</source>
        <translation>Die Aufzeichnung geht ohne ihn weiter.</translation>
    </message>
    <message>
        <source>A message of this call cannot be written as JSON.</source>
        <translation>Eine Nachricht dieses Aufrufs kann nicht als JSON geschrieben werden.</translation>
    </message>
    <message>
        <source>Its bytes are not what the schema says; curl takes them as they were.</source>
        <translation>Ihre Bytes sind nicht, was das Schema sagt; curl nimmt sie, wie sie waren.</translation>
    </message>
    <message>
        <source>Calls are sent again through the bridge.</source>
        <translation>Aufrufe werden durch die Brücke erneut gesendet.</translation>
    </message>
    <message>
        <source>Start it; it has to listen on 127.0.0.1.</source>
        <translation>Sie starten; sie muss auf 127.0.0.1 lauschen.</translation>
    </message>
    <message>
        <source>This was no call of a method.</source>
        <translation>Das war kein Aufruf einer Methode.</translation>
    </message>
    <message>
        <source>Choose a call that has a service and a method.</source>
        <translation>Einen Aufruf wählen, der Dienst und Methode hat.</translation>
    </message>
    <message>
        <source>The session does not have this call.</source>
        <translation>Die Sitzung hat diesen Aufruf nicht.</translation>
    </message>
    <message>
        <source>It may have made room for newer ones; see the size limit of the session.</source>
        <translation>Er machte vielleicht neueren Platz; siehe die Größengrenze der Sitzung.</translation>
    </message>
    <message>
        <source>Nothing is recorded, so there are no details.</source>
        <translation>Nichts wird aufgezeichnet, also gibt es keine Details.</translation>
    </message>
    <message>
        <source>Start without --no-capture to see what calls contain.</source>
        <translation>Ohne --no-capture starten, um zu sehen, was Aufrufe enthalten.</translation>
    </message>
    <message>
        <source>A setting of one of several servers has no flag.</source>
        <translation>Eine Einstellung eines von mehreren Servern hat keine Option.</translation>
    </message>
    <message>
        <source>Save the settings as a configuration file and start with --config.</source>
        <translation>Die Einstellungen als Konfigurationsdatei speichern und mit --config starten.</translation>
    </message>
    <message>
        <source>The configuration file cannot be written.</source>
        <translation>Die Konfigurationsdatei ist nicht beschreibbar.</translation>
    </message>
    <message>
        <source>Choose a folder you may write to; what is in force stays.</source>
        <translation>Einen Ordner wählen, in dem geschrieben werden darf; was in Kraft ist, bleibt.</translation>
    </message>
    <message>
        <source>A TLS file is not there.</source>
        <translation>Eine TLS-Datei ist nicht da.</translation>
    </message>
    <message>
        <source>Check the path that the message names.</source>
        <translation>Den Pfad prüfen, den die Meldung nennt.</translation>
    </message>
    <message>
        <source>A file holds no PEM certificate.</source>
        <translation>Eine Datei enthält kein PEM-Zertifikat.</translation>
    </message>
    <message>
        <source>Give the certificate in PEM form, with its chain behind it.</source>
        <translation>Das Zertifikat als PEM angeben, mit seiner Kette dahinter.</translation>
    </message>
    <message>
        <source>A file holds no PEM private key.</source>
        <translation>Eine Datei enthält keinen privaten PEM-Schlüssel.</translation>
    </message>
    <message>
        <source>Give the key in PEM form, without a passphrase.</source>
        <translation>Den Schlüssel als PEM angeben, ohne Passphrase.</translation>
    </message>
    <message>
        <source>The private key does not belong to the certificate.</source>
        <translation>Der private Schlüssel gehört nicht zum Zertifikat.</translation>
    </message>
    <message>
        <source>Give the two files that were made together.</source>
        <translation>Die beiden Dateien angeben, die zusammen gemacht wurden.</translation>
    </message>
    <message>
        <source>The TLS connection failed.</source>
        <translation>Die TLS-Verbindung scheiterte.</translation>
    </message>
    <message>
        <source>The message says at which step and why.</source>
        <translation>Die Meldung sagt, bei welchem Schritt und warum.</translation>
    </message>
    <message>
        <source>The other side&apos;s certificate is not accepted.</source>
        <translation>Das Zertifikat der anderen Seite wird nicht anerkannt.</translation>
    </message>
    <message>
        <source>Name the authority that signed it, and check the host name in it.</source>
        <translation>Die Stelle nennen, die es signiert hat, und den Hostnamen darin prüfen.</translation>
    </message>
    <message>
        <source>The client showed no certificate, and this listener asks for one.</source>
        <translation>Der Client zeigte kein Zertifikat, und dieser Listener verlangt eines.</translation>
    </message>
    <message>
        <source>Give the client a certificate of the named authority.</source>
        <translation>Dem Client ein Zertifikat der genannten Stelle geben.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is signed by nobody trusted here.</source>
        <translation>Das Zertifikat des Servers hat niemand signiert, dem hier vertraut wird.</translation>
    </message>
    <message>
        <source>Name the authority that signed it with --upstream-ca.</source>
        <translation>Die Stelle, die es signiert hat, mit --upstream-ca nennen.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is for another name.</source>
        <translation>Das Zertifikat des Servers gilt für einen anderen Namen.</translation>
    </message>
    <message>
        <source>Correct the server&apos;s address, or give the name in the certificate with --upstream-server-name.</source>
        <translation>Die Adresse des Servers berichtigen oder den Namen im Zertifikat mit --upstream-server-name angeben.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not valid at this time.</source>
        <translation>Das Zertifikat des Servers gilt zu dieser Zeit nicht.</translation>
    </message>
    <message>
        <source>Renew it, or check the clock of this machine.</source>
        <translation>Es erneuern oder die Uhr dieses Rechners prüfen.</translation>
    </message>
    <message>
        <source>The server asks for a certificate, and the bridge has none to show.</source>
        <translation>Der Server verlangt ein Zertifikat, und die Brücke hat keines zu zeigen.</translation>
    </message>
    <message>
        <source>Give one with --upstream-cert and --upstream-key.</source>
        <translation>Eines mit --upstream-cert und --upstream-key angeben.</translation>
    </message>
    <message>
        <source>The server refuses the certificate that the bridge shows.</source>
        <translation>Der Server weist das Zertifikat ab, das die Brücke zeigt.</translation>
    </message>
    <message>
        <source>Check which authority the server trusts and whether the certificate has expired.</source>
        <translation>Prüfen, welcher Stelle der Server vertraut und ob das Zertifikat abgelaufen ist.</translation>
    </message>
    <message>
        <source>The server speaks none of the HTTP versions offered.</source>
        <translation>Der Server spricht keine der angebotenen HTTP-Versionen.</translation>
    </message>
    <message>
        <source>Change --upstream-http; auto offers both.</source>
        <translation>--upstream-http ändern; auto bietet beide an.</translation>
    </message>
    <message>
        <source>Every certificate is to be taken, and only those of an authority.</source>
        <translation>Jedes Zertifikat soll angenommen werden, und nur die einer Stelle.</translation>
    </message>
    <message>
        <source>Leave --upstream-insecure or --upstream-ca out.</source>
        <translation>--upstream-insecure oder --upstream-ca weglassen.</translation>
    </message>
    <message>
        <source>The server does not speak TLS.</source>
        <translation>Der Server spricht kein TLS.</translation>
    </message>
    <message>
        <source>Write http:// in its address.</source>
        <translation>In seiner Adresse http:// schreiben.</translation>
    </message>
    <message>
        <source>The server speaks TLS.</source>
        <translation>Der Server spricht TLS.</translation>
    </message>
    <message>
        <source>Write https:// in its address.</source>
        <translation>In seiner Adresse https:// schreiben.</translation>
    </message>
    <message>
        <source>The server does not know HTTP/2.</source>
        <translation>Der Server kennt HTTP/2 nicht.</translation>
    </message>
    <message>
        <source>Use --upstream-http 1.1 or auto.</source>
        <translation>--upstream-http 1.1 oder auto nehmen.</translation>
    </message>
    <message>
        <source>The server closed the connection without a word of HTTP/2.</source>
        <translation>Der Server schloss die Verbindung ohne ein Wort HTTP/2.</translation>
    </message>
    <message>
        <source>Write https:// in its address if it speaks TLS; use --upstream-http 1.1 if it is older than HTTP/2.</source>
        <translation>In seiner Adresse https:// schreiben, wenn er TLS spricht; --upstream-http 1.1 nehmen, wenn er älter als HTTP/2 ist.</translation>
    </message>
    <message>
        <source>A certificate is named for a server in cleartext.</source>
        <translation>Für einen Server im Klartext ist ein Zertifikat genannt.</translation>
    </message>
    <message>
        <source>Write https:// in the server&apos;s address, or leave the certificate out.</source>
        <translation>In der Adresse des Servers https:// schreiben oder das Zertifikat weglassen.</translation>
    </message>
    <message>
        <source>The server speaks HTTP/1.1, which cannot carry gRPC.</source>
        <translation>Der Server spricht HTTP/1.1, das gRPC nicht tragen kann.</translation>
    </message>
    <message>
        <source>Use --upstream-protocol connect or grpc-web, or turn on HTTP/2 at the server.</source>
        <translation>--upstream-protocol connect oder grpc-web nehmen oder HTTP/2 am Server einschalten.</translation>
    </message>
    <message numerus="yes">
        <source>%1 calls</source>
        <translation>
            <numerusform>%1 Aufruf</numerusform>
            <numerusform>%1 Aufrufe</numerusform>
        </translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Every call of the session</source>
        <translation>Jeder Aufruf der Sitzung</translation>
    </message>
    <message>
        <source>Calls whose client speaks Connect</source>
        <translation>Aufrufe, deren Client Connect spricht</translation>
    </message>
    <message>
        <source>Calls whose client speaks gRPC</source>
        <translation>Aufrufe, deren Client gRPC spricht</translation>
    </message>
    <message>
        <source>Calls whose client speaks gRPC-Web</source>
        <translation>Aufrufe, deren Client gRPC-Web spricht</translation>
    </message>
    <message>
        <source>Calls that ended with a status other than OK</source>
        <translation>Aufrufe, die nicht mit OK endeten</translation>
    </message>
    <message>
        <source>Streaming</source>
        <translation>Streams</translation>
    </message>
    <message>
        <source>Client, server and bidi streams</source>
        <translation>Client-, Server- und Bidi-Streams</translation>
    </message>
    <message>
        <source>Slow &gt; 100 ms</source>
        <translation>Über 100 ms</translation>
    </message>
    <message>
        <source>Unary calls that took longer than 100 ms</source>
        <translation>unary-Aufrufe, die länger als 100 ms dauerten</translation>
    </message>
    <message>
        <source>More choices</source>
        <translation>Mehr Auswahl</translation>
    </message>
    <message>
        <source>The choices that do not fit here</source>
        <translation>Die Auswahl, die hier nicht hinpasst</translation>
    </message>
    <message>
        <source>Keep the newest call in view (Ctrl+Shift+F)</source>
        <translation>Den neuesten Aufruf im Blick behalten (Strg+Umschalt+F)</translation>
    </message>
    <message>
        <source>Saved filter %1</source>
        <translation>Gespeicherter Filter %1</translation>
    </message>
    <message>
        <source>The call in the protocol %1</source>
        <translation>Der Aufruf im Protokoll %1</translation>
    </message>
    <message>
        <source>Completions</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>All facts of the call (Alt+1)</source>
        <translation>Alle Angaben zum Aufruf (Alt+1)</translation>
    </message>
    <message>
        <source>Every message, decoded (Alt+2)</source>
        <translation>Jede Nachricht, dekodiert (Alt+2)</translation>
    </message>
    <message>
        <source>Both legs side by side (Alt+3)</source>
        <translation>Beide Strecken nebeneinander (Alt+3)</translation>
    </message>
    <message>
        <source>The failure in three protocols (Alt+4)</source>
        <translation>Der Fehlschlag in drei Protokollen (Alt+4)</translation>
    </message>
    <message>
        <source>Where the time went (Alt+5)</source>
        <translation>Wo die Zeit blieb (Alt+5)</translation>
    </message>
    <message>
        <source>Heads and bytes as they were on the wire (Alt+6)</source>
        <translation>Köpfe und Bytes, wie sie auf der Leitung waren (Alt+6)</translation>
    </message>
    <message>
        <source>No call selected</source>
        <translation>Kein Aufruf gewählt</translation>
    </message>
    <message>
        <source>Choose a call in the table to see both sides of it. F8 and F7 step through the calls.</source>
        <translation>Einen Aufruf in der Tabelle wählen, um beide Seiten zu sehen. F8 und F7 gehen die Aufrufe durch.</translation>
    </message>
    <message>
        <source>This call has no error</source>
        <translation>Dieser Aufruf hat keinen Fehler</translation>
    </message>
    <message>
        <source>When a call fails, this tab shows the failure as each protocol writes it.</source>
        <translation>Scheitert ein Aufruf, zeigt dieser Tab den Fehlschlag, wie ihn jedes Protokoll schreibt.</translation>
    </message>
    <message>
        <source>This call is still open</source>
        <translation>Dieser Aufruf ist noch offen</translation>
    </message>
    <message>
        <source>How it ended will be shown here.</source>
        <translation>Wie er endete, steht dann hier.</translation>
    </message>
    <message>
        <source>Parts of the call</source>
        <translation>Teile des Aufrufs</translation>
    </message>
    <message>
        <source>Facts of the call</source>
        <translation>Angaben zum Aufruf</translation>
    </message>
    <message>
        <source>Both legs of the call</source>
        <translation>Beide Strecken des Aufrufs</translation>
    </message>
    <message>
        <source>Heads and bytes</source>
        <translation>Köpfe und Bytes</translation>
    </message>
    <message>
        <source>The details of this call are not there</source>
        <translation>Die Einzelheiten dieses Aufrufs sind nicht da</translation>
    </message>
    <message>
        <source>%1 command</source>
        <translation>%1-Befehl</translation>
    </message>
    <message>
        <source>Select it, or copy it with the button</source>
        <translation>Auswählen oder mit dem Knopf kopieren</translation>
    </message>
    <message>
        <source>Copy the %1 command</source>
        <translation>Den %1-Befehl kopieren</translation>
    </message>
    <message>
        <source>Message without schema</source>
        <translation>Nachricht ohne Schema</translation>
    </message>
    <message>
        <source>Fields of the message</source>
        <translation>Felder der Nachricht</translation>
    </message>
    <message>
        <source>Filter: method, status, protocol, client, header, field value…</source>
        <translation>Filter: Methode, Status, Protokoll, Client, Header, Feldwert…</translation>
    </message>
    <message>
        <source>Filter: method, status, client, header…</source>
        <translation>Filter: Methode, Status, Client, Header…</translation>
    </message>
    <message>
        <source>Filter…</source>
        <translation>Filter…</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Filter the calls, for example status:error or duration:&gt;100ms (Ctrl+L)</source>
        <translation>Die Aufrufe filtern, zum Beispiel status:error oder duration:&gt;100ms (Strg+L)</translation>
    </message>
    <message>
        <source>Find in this call</source>
        <translation>In diesem Aufruf suchen</translation>
    </message>
    <message>
        <source>Return goes to the next place, Shift+Return to the one before, Esc closes</source>
        <translation>Return geht zur nächsten Stelle, Umschalt+Return zur vorigen, Esc schließt</translation>
    </message>
    <message>
        <source>Next place</source>
        <translation>Nächste Stelle</translation>
    </message>
    <message>
        <source>Next place (Return)</source>
        <translation>Nächste Stelle (Return)</translation>
    </message>
    <message>
        <source>Place before</source>
        <translation>Vorige Stelle</translation>
    </message>
    <message>
        <source>The place before (Shift+Return)</source>
        <translation>Die vorige Stelle (Umschalt+Return)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Bytes of the message</source>
        <translation>Bytes der Nachricht</translation>
    </message>
    <message>
        <source>Ctrl+Space offers the fields of the message</source>
        <translation>Strg+Leertaste schlägt die Felder der Nachricht vor</translation>
    </message>
    <message>
        <source>No unary call has ended yet</source>
        <translation>Noch ist kein unary-Aufruf beendet</translation>
    </message>
    <message>
        <source>Spread of durations</source>
        <translation>Verteilung der Dauer</translation>
    </message>
    <message>
        <source>How many unary calls took how long; the marks are p50, p90 and p99</source>
        <translation>Wie viele unary-Aufrufe wie lange dauerten; die Marken sind p50, p90 und p99</translation>
    </message>
    <message>
        <source>DURATIONS</source>
        <translation>DAUER</translation>
    </message>
    <message>
        <source>Durations over time</source>
        <translation>Dauer über der Zeit</translation>
    </message>
    <message>
        <source>Unary calls by their begin and duration; a cross failed. Click on one to go to it</source>
        <translation>unary-Aufrufe nach Beginn und Dauer; ein Kreuz ist ein Fehlschlag. Ein Klick geht zum Aufruf</translation>
    </message>
    <message numerus="yes">
        <source>%1 calls shown, %2 failed</source>
        <translation>
            <numerusform>%1 Aufruf gezeigt, %2 gescheitert</numerusform>
            <numerusform>%1 Aufrufe gezeigt, %2 gescheitert</numerusform>
        </translation>
    </message>
    <message>
        <source>OVER TIME</source>
        <translation>ÜBER DER ZEIT</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>Baum</translation>
    </message>
    <message>
        <source>Show the message as tree</source>
        <translation>Die Nachricht als Baum zeigen</translation>
    </message>
    <message>
        <source>Show the message as JSON</source>
        <translation>Die Nachricht als JSON zeigen</translation>
    </message>
    <message>
        <source>Show the message as hexadecimal digits</source>
        <translation>Die Nachricht als Hexadezimalziffern zeigen</translation>
    </message>
    <message>
        <source>This message cannot be decoded.</source>
        <translation>Diese Nachricht kann nicht dekodiert werden.</translation>
    </message>
    <message>
        <source>Only the beginning of this message was recorded.</source>
        <translation>Nur der Anfang dieser Nachricht wurde aufgezeichnet.</translation>
    </message>
    <message>
        <source>These bytes are no valid message from byte %1 on.</source>
        <translation>Diese Bytes sind ab Byte %1 keine gültige Nachricht.</translation>
    </message>
    <message>
        <source>The tree shows the beginning; JSON and Hex show all of it.</source>
        <translation>Der Baum zeigt den Anfang; JSON und Hex zeigen alles.</translation>
    </message>
    <message>
        <source>The message as JSON</source>
        <translation>Die Nachricht als JSON</translation>
    </message>
    <message>
        <source>Copy the message as JSON, or its bytes as hexadecimal digits</source>
        <translation>Die Nachricht als JSON kopieren, oder ihre Bytes als Hexadezimalziffern</translation>
    </message>
    <message>
        <source>Page of the JSON before this one</source>
        <translation>Vorige Seite des JSON</translation>
    </message>
    <message>
        <source>Next page of the JSON</source>
        <translation>Nächste Seite des JSON</translation>
    </message>
    <message>
        <source>Writing %1 as JSON…</source>
        <translation>Schreibe %1 als JSON…</translation>
    </message>
    <message>
        <source>This message cannot be written as JSON without its schema.</source>
        <translation>Diese Nachricht kann ohne ihr Schema nicht als JSON geschrieben werden.</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Not now: close this notice</source>
        <translation>Nicht jetzt: diesen Hinweis schließen</translation>
    </message>
    <message>
        <source>Copy the specification&apos;s address</source>
        <translation>Adresse der Spezifikation kopieren</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Services and clients</source>
        <translation>Dienste und Clients</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Return or a double click shows the calls of a row</source>
        <translation>Return oder ein Doppelklick zeigt die Aufrufe einer Zeile</translation>
    </message>
    <message>
        <source>By method</source>
        <translation>Nach Methode</translation>
    </message>
    <message>
        <source>One row for each method</source>
        <translation>Eine Zeile je Methode</translation>
    </message>
    <message>
        <source>By client</source>
        <translation>Nach Client</translation>
    </message>
    <message>
        <source>One row for each client</source>
        <translation>Eine Zeile je Client</translation>
    </message>
    <message numerus="yes">
        <source>%1 calls that the filter lets through</source>
        <translation>
            <numerusform>%1 Aufruf, den der Filter durchlässt</numerusform>
            <numerusform>%1 Aufrufe, die der Filter durchlässt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 calls, all of the session</source>
        <translation>
            <numerusform>%1 Aufruf, alle der Sitzung</numerusform>
            <numerusform>%1 Aufrufe, alle der Sitzung</numerusform>
        </translation>
    </message>
    <message>
        <source>calls/s: calls begun in the last second
in flight: calls that are open now
p50, p99: half of the unary calls, and 99 of 100, were faster than this
bridge adds: median of the time a call spends inside the bridge
lost: events that could not be recorded because too many came at once</source>
        <translation>Aufrufe/s: in der letzten Sekunde begonnene Aufrufe
offen: jetzt offene Aufrufe
p50, p99: die Hälfte der unary-Aufrufe, und 99 von 100, waren schneller
Brücke: Median der Zeit, die ein Aufruf in der Brücke verbringt
verloren: Ereignisse, die nicht aufgezeichnet werden konnten, weil zu viele auf einmal kamen</translation>
    </message>
    <message>
        <source>Calls over time, failures below them. Drag to see the calls of a span only</source>
        <translation>Aufrufe über der Zeit, Fehlschläge darunter. Ziehen zeigt nur die Aufrufe eines Ausschnitts</translation>
    </message>
    <message>
        <source>Show all times</source>
        <translation>Ganze Zeit zeigen</translation>
    </message>
    <message>
        <source>Show the calls of all times again (Esc)</source>
        <translation>Wieder die Aufrufe der ganzen Zeit zeigen (Esc)</translation>
    </message>
    <message>
        <source>all times</source>
        <translation>ganze Zeit</translation>
    </message>
    <message>
        <source>from %1 to %2</source>
        <translation>von %1 bis %2</translation>
    </message>
    <message>
        <source>No call yet</source>
        <translation>Noch kein Aufruf</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>Warten</translation>
    </message>
    <message>
        <source>opened</source>
        <translation>geöffnet</translation>
    </message>
    <message>
        <source>The call took %1, of which the bridge took %2.</source>
        <translation>Der Aufruf dauerte %1, davon %2 in der Brücke.</translation>
    </message>
    <message>
        <source> The client&apos;s deadline was %1.</source>
        <translation> Die Frist des Clients war %1.</translation>
    </message>
    <message>
        <source> The server was told %1.</source>
        <translation> Dem Server wurde %1 gesagt.</translation>
    </message>
    <message>
        <source>deadline %1</source>
        <translation>Frist %1</translation>
    </message>
    <message>
        <source>message up (above) or down (below)</source>
        <translation>Nachricht hin (oben) oder zurück (unten)</translation>
    </message>
    <message>
        <source>client side</source>
        <translation>Client-Strecke</translation>
    </message>
    <message>
        <source>server side</source>
        <translation>Server-Strecke</translation>
    </message>
    <message>
        <source> · less than 0.1 %</source>
        <translation> · weniger als 0,1 %</translation>
    </message>
    <message>
        <source>So far</source>
        <translation>Bisher</translation>
    </message>
    <message>
        <source>In all</source>
        <translation>Insgesamt</translation>
    </message>
    <message>
        <source>
Switch the bridge on or off (Ctrl+E)</source>
        <translation>
Die Brücke ein- oder ausschalten (Strg+E)</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Everything this window can do (F10)</source>
        <translation>Alles, was dieses Fenster kann (F10)</translation>
    </message>
    <message>
        <source>Pause or resume recording; the bridge keeps running (Ctrl+R)</source>
        <translation>Die Aufzeichnung anhalten oder fortsetzen; die Brücke läuft weiter (Strg+R)</translation>
    </message>
    <message>
        <source>Export the calls in the table (Ctrl+Shift+E)</source>
        <translation>Die Aufrufe der Tabelle exportieren (Strg+Umschalt+E)</translation>
    </message>
    <message>
        <source>Stop the bridge</source>
        <translation>Brücke stoppen</translation>
    </message>
    <message>
        <source>Start the bridge</source>
        <translation>Brücke starten</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Recording, pause it</source>
        <translation>Zeichnet auf, anhalten</translation>
    </message>
    <message>
        <source>Recording is paused, resume it</source>
        <translation>Aufzeichnung angehalten, fortsetzen</translation>
    </message>
    <message>
        <source>Only calls with %1</source>
        <translation>Nur Aufrufe mit %1</translation>
    </message>
    <message>
        <source>Without calls with %1</source>
        <translation>Aufrufe ohne %1</translation>
    </message>
    <message>
        <source>Show %1 as column</source>
        <translation>%1 als Spalte zeigen</translation>
    </message>
    <message>
        <source>connected to all of them</source>
        <translation>mit allen verbunden</translation>
    </message>
    <message>
        <source>connected to the server</source>
        <translation>mit dem Server verbunden</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>verbindet sich</translation>
    </message>
    <message>
        <source>connecting to the server</source>
        <translation>verbindet sich mit dem Server</translation>
    </message>
    <message>
        <source>not all of them can be reached</source>
        <translation>nicht alle sind erreichbar</translation>
    </message>
    <message>
        <source>the server cannot be reached</source>
        <translation>der Server ist nicht erreichbar</translation>
    </message>
    <message>
        <source>no call has gone to the server yet</source>
        <translation>noch ging kein Aufruf an den Server</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>cannot be reached</source>
        <translation>nicht erreichbar</translation>
    </message>
    <message>
        <source>not asked yet</source>
        <translation>noch nicht gefragt</translation>
    </message>
    <message>
        <source>
Two servers differ in %1: the first one&apos;s is used</source>
        <translation>
Zwei Server unterscheiden sich in %1: Die Datei des ersten gilt</translation>
    </message>
    <message>
        <source>as asked</source>
        <translation>wie gefragt</translation>
    </message>
    <message numerus="yes">
        <source>%1 methods known from %2</source>
        <translation>
            <numerusform>%1 Methode bekannt aus %2</numerusform>
            <numerusform>%1 Methoden bekannt aus %2</numerusform>
        </translation>
    </message>
    <message>
        <source>asking the server for its schema</source>
        <translation>fragt den Server nach seinem Schema</translation>
    </message>
    <message>
        <source>no schema known</source>
        <translation>kein Schema bekannt</translation>
    </message>
    <message numerus="yes">
        <source>
Limit enforced %1 times: %2</source>
        <translation>
            <numerusform>
Grenze %1 Mal durchgesetzt: %2</numerusform>
            <numerusform>
Grenze %1 Mal durchgesetzt: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>
Refused requests that were no call: %1, for foreign host names: %2</source>
        <translation>
Abgewiesene Anfragen, die kein Aufruf waren: %1, wegen fremder Hostnamen: %2</translation>
    </message>
    <message>
        <source>Recorded session</source>
        <translation>Aufgezeichnete Sitzung</translation>
    </message>
    <message>
        <source>This window shows the recorded session %1</source>
        <translation>Dieses Fenster zeigt die aufgezeichnete Sitzung %1</translation>
    </message>
    <message>
        <source>Bridge stopped</source>
        <translation>Brücke gestoppt</translation>
    </message>
    <message numerus="yes">
        <source>%1 servers</source>
        <translation>
            <numerusform>%1 Server</numerusform>
            <numerusform>%1 Server</numerusform>
        </translation>
    </message>
    <message>
        <source>Listening on %1 for Connect, gRPC and gRPC-Web, sending to %2; %3; %4</source>
        <translation>Lauscht auf %1 für Connect, gRPC und gRPC-Web, sendet an %2; %3; %4</translation>
    </message>
    <message>
        <source>Looking through the recorded calls</source>
        <translation>Die aufgezeichneten Aufrufe werden durchgesehen</translation>
    </message>
    <message>
        <source>What the filter asks for is in headers and messages. Calls appear here as they are found.</source>
        <translation>Wonach der Filter fragt, steht in Headern und Nachrichten. Aufrufe erscheinen hier, sobald sie gefunden sind.</translation>
    </message>
    <message>
        <source>No call passes the filter</source>
        <translation>Kein Aufruf kommt durch den Filter</translation>
    </message>
    <message>
        <source>The session has calls, but none that fits the filter, the chip and the choice at the left.</source>
        <translation>Die Sitzung hat Aufrufe, aber keinen, der zu Filter, Chip und Auswahl links passt.</translation>
    </message>
    <message>
        <source>This session has no calls yet</source>
        <translation>Diese Sitzung hat noch keine Aufrufe</translation>
    </message>
    <message>
        <source>If another program is recording it, its calls appear here as they are written.</source>
        <translation>Zeichnet ein anderes Programm sie auf, erscheinen ihre Aufrufe hier, sobald sie geschrieben sind.</translation>
    </message>
    <message>
        <source>Nothing listens and nothing is recorded. Start it to see calls here.</source>
        <translation>Niemand lauscht, und nichts wird aufgezeichnet. Die Brücke starten, um hier Aufrufe zu sehen.</translation>
    </message>
    <message>
        <source>Recording is paused</source>
        <translation>Die Aufzeichnung ist angehalten</translation>
    </message>
    <message>
        <source>The bridge keeps translating, but its calls are not recorded.</source>
        <translation>Die Brücke übersetzt weiter, aber ihre Aufrufe werden nicht aufgezeichnet.</translation>
    </message>
    <message>
        <source>Resume recording</source>
        <translation>Aufzeichnung fortsetzen</translation>
    </message>
    <message>
        <source>Listening on %1, nothing has arrived yet</source>
        <translation>Lauscht auf %1, noch ist nichts gekommen</translation>
    </message>
    <message>
        <source>Point a client at this address, or try one of these lines:</source>
        <translation>Einen Client auf diese Adresse richten oder eine dieser Zeilen versuchen:</translation>
    </message>
    <message>
        <source>calls/s</source>
        <translation>Aufrufe/s</translation>
    </message>
    <message>
        <source>bridge adds</source>
        <translation>Brücke</translation>
    </message>
    <message>
        <source>limits</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgewiesen</translation>
    </message>
    <message numerus="yes">
        <source>· %1 calls</source>
        <translation>
            <numerusform>· %1 Aufruf</numerusform>
            <numerusform>· %1 Aufrufe</numerusform>
        </translation>
    </message>
    <message>
        <source>not saved</source>
        <translation>ungespeichert</translation>
    </message>
    <message>
        <source>session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>verloren</translation>
    </message>
    <message>
        <source>Choose a call in the table first.</source>
        <translation>Zuerst einen Aufruf in der Tabelle wählen.</translation>
    </message>
    <message>
        <source>Call %1 will be compared with the call you choose next by Ctrl+D</source>
        <translation>Aufruf %1 wird mit dem verglichen, der als Nächstes mit Strg+D gewählt wird</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Start the bridge first: calls are sent again through it.</source>
        <translation>Zuerst die Brücke starten: Aufrufe werden durch sie erneut gesendet.</translation>
    </message>
    <message>
        <source>Call %1 is sent again</source>
        <translation>Aufruf %1 wird erneut gesendet</translation>
    </message>
    <message>
        <source>Call %1 was sent again and is call %2.</source>
        <translation>Aufruf %1 wurde erneut gesendet und ist Aufruf %2.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Show both calls beside each other</source>
        <translation>Beide Aufrufe nebeneinander zeigen</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Select the new call in the table</source>
        <translation>Den neuen Aufruf in der Tabelle wählen</translation>
    </message>
    <message>
        <source>Choose the first call and press Ctrl+Alt+D, then the second one and Ctrl+D.</source>
        <translation>Den ersten Aufruf wählen und Strg+Alt+D drücken, dann den zweiten und Strg+D.</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 und %2</translation>
    </message>
    <message>
        <source>One of the two calls cannot be read.</source>
        <translation>Einer der beiden Aufrufe ist nicht lesbar.</translation>
    </message>
    <message>
        <source>Comment on call %1:</source>
        <translation>Kommentar zu Aufruf %1:</translation>
    </message>
    <message numerus="yes">
        <source>Comment on %1 calls:</source>
        <translation>
            <numerusform>Kommentar zu %1 Aufruf:</numerusform>
            <numerusform>Kommentar zu %1 Aufrufen:</numerusform>
        </translation>
    </message>
    <message>
        <source>No marked call above.</source>
        <translation>Darüber ist kein markierter Aufruf.</translation>
    </message>
    <message>
        <source>No marked call below.</source>
        <translation>Darunter ist kein markierter Aufruf.</translation>
    </message>
    <message>
        <source>Call number</source>
        <translation>Aufrufnummer</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Space shows or hides a column, Alt+Up and Alt+Down move it</source>
        <translation>Leertaste zeigt oder verbirgt eine Spalte, Alt+Auf und Alt+Ab verschieben sie</translation>
    </message>
    <message>
        <source>A column of your own: header.x-tenant, req.id</source>
        <translation>Eigene Spalte: header.x-tenant, req.id</translation>
    </message>
    <message>
        <source>Column of your own</source>
        <translation>Eigene Spalte</translation>
    </message>
    <message>
        <source>A key of the filter language; Return adds it as a column</source>
        <translation>Ein Schlüssel der Filtersprache; Return fügt ihn als Spalte hinzu</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Hoch</translation>
    </message>
    <message>
        <source>Further left in the list of calls (Alt+Up)</source>
        <translation>In der Liste der Aufrufe weiter links (Alt+Auf)</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Runter</translation>
    </message>
    <message>
        <source>Further right in the list of calls (Alt+Down)</source>
        <translation>In der Liste der Aufrufe weiter rechts (Alt+Ab)</translation>
    </message>
    <message>
        <source>Remove this column of your own (Del)</source>
        <translation>Diese eigene Spalte entfernen (Entf)</translation>
    </message>
    <message>
        <source>As shipped</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Columns, order and widths as they were at first</source>
        <translation>Spalten, Reihenfolge und Breiten wie am Anfang</translation>
    </message>
    <message>
        <source>Close this list (Esc)</source>
        <translation>Diese Liste schließen (Esc)</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>gezeigt</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>verborgen</translation>
    </message>
    <message>
        <source>There is no such key. Try header.NAME, trailer.NAME, req.FIELD, res.FIELD, error.detail.</source>
        <translation>Diesen Schlüssel gibt es nicht. Etwa header.NAME, trailer.NAME, req.FELD, res.FELD, error.detail.</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>What shall be done?</source>
        <translation>Was soll geschehen?</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Letters of a command; Return does it, Esc leaves</source>
        <translation>Buchstaben eines Befehls; Return führt ihn aus, Esc verlässt</translation>
    </message>
    <message>
        <source>Two calls beside each other</source>
        <translation>Zwei Aufrufe nebeneinander</translation>
    </message>
    <message>
        <source>Close the comparison (Esc)</source>
        <translation>Den Vergleich schließen (Esc)</translation>
    </message>
    <message>
        <source>A program that makes the call: %1</source>
        <translation>Ein Programm, das den Aufruf macht: %1</translation>
    </message>
    <message>
        <source>A command that makes the call: %1</source>
        <translation>Ein Befehl, der den Aufruf macht: %1</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>Copy call %1</source>
        <translation>Aufruf %1 kopieren</translation>
    </message>
    <message>
        <source>The call as a command or program</source>
        <translation>Der Aufruf als Befehl oder Programm</translation>
    </message>
    <message>
        <source>Copy this text (Return)</source>
        <translation>Diesen Text kopieren (Return)</translation>
    </message>
    <message>
        <source>Close without copying (Esc)</source>
        <translation>Schließen, ohne zu kopieren (Esc)</translation>
    </message>
    <message>
        <source>JSON lines</source>
        <translation>JSON-Zeilen</translation>
    </message>
    <message>
        <source>One JSON object per call, with everything that was recorded; Bascule&apos;s own and grpc-dump&apos;s readers take it.</source>
        <translation>Ein JSON-Objekt je Aufruf mit allem, was aufgezeichnet wurde; Bascule und Leser von grpc-dump nehmen es.</translation>
    </message>
    <message>
        <source>The list of calls for a spreadsheet, without messages.</source>
        <translation>Die Liste der Aufrufe für eine Tabellenkalkulation, ohne Nachrichten.</translation>
    </message>
    <message>
        <source>Packets of both sides for Wireshark, which shows HTTP/2 and gRPC decoded; resources/ has a companion for Connect.</source>
        <translation>Pakete beider Strecken für Wireshark, das HTTP/2 und gRPC dekodiert zeigt; resources/ hat eine Hilfe für Connect.</translation>
    </message>
    <message>
        <source>Binary log</source>
        <translation>Binärlog</translation>
    </message>
    <message>
        <source>gRPC&apos;s binary log, for the tools of grpc-go and grpc-java.</source>
        <translation>Das Binärlog von gRPC, für die Werkzeuge von grpc-go und grpc-java.</translation>
    </message>
    <message>
        <source>All %1</source>
        <translation>Alle %1</translation>
    </message>
    <message>
        <source>Shown %1</source>
        <translation>Gezeigte %1</translation>
    </message>
    <message>
        <source>The calls that the table shows</source>
        <translation>Die Aufrufe, die die Tabelle zeigt</translation>
    </message>
    <message>
        <source>Marked %1</source>
        <translation>Markierte %1</translation>
    </message>
    <message>
        <source>The calls that are marked (Ctrl+M)</source>
        <translation>Die markierten Aufrufe (Strg+M)</translation>
    </message>
    <message>
        <source>Selected %1</source>
        <translation>Ausgewählte %1</translation>
    </message>
    <message>
        <source>The calls that are selected in the table</source>
        <translation>Die in der Tabelle ausgewählten Aufrufe</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Secrets</source>
        <translation>Geheimnisse</translation>
    </message>
    <message>
        <source>Export calls</source>
        <translation>Aufrufe exportieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close without exporting (Esc)</source>
        <translation>Schließen, ohne zu exportieren (Esc)</translation>
    </message>
    <message>
        <source>Choose the file and write it (Return)</source>
        <translation>Die Datei wählen und schreiben (Return)</translation>
    </message>
    <message>
        <source>no colour</source>
        <translation>keine Farbe</translation>
    </message>
    <message>
        <source>red</source>
        <translation>rot</translation>
    </message>
    <message>
        <source>amber</source>
        <translation>gelb</translation>
    </message>
    <message>
        <source>green</source>
        <translation>grün</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>blau</translation>
    </message>
    <message>
        <source>violet</source>
        <translation>violett</translation>
    </message>
    <message>
        <source>What its chip says</source>
        <translation>Was auf seinem Chip steht</translation>
    </message>
    <message>
        <source>The expression, as in the filter field</source>
        <translation>Der Ausdruck wie im Filterfeld</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Saved filter</source>
        <translation>Gespeicherter Filter</translation>
    </message>
    <message>
        <source>Colour of matching calls</source>
        <translation>Farbe passender Aufrufe</translation>
    </message>
    <message>
        <source>Matching calls get this colour in the list, as far as their row tells</source>
        <translation>Passende Aufrufe bekommen in der Liste diese Farbe, soweit ihre Zeile es sagt</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Filter</source>
        <translation>&amp;Filter</translation>
    </message>
    <message>
        <source>&amp;Colour</source>
        <translation>F&amp;arbe</translation>
    </message>
    <message>
        <source>Leave everything as it was (Esc)</source>
        <translation>Alles lassen, wie es war (Esc)</translation>
    </message>
    <message>
        <source>Save the filter (Return)</source>
        <translation>Den Filter speichern (Return)</translation>
    </message>
    <message>
        <source>Filter: %1.</source>
        <translation>Filter: %1.</translation>
    </message>
    <message>
        <source>Filter: %1. The last good filter stays in force.</source>
        <translation>Filter: %1. Der letzte gute Filter bleibt in Kraft.</translation>
    </message>
    <message numerus="yes">
        <source>%1 calls written to %2</source>
        <translation>
            <numerusform>%1 Aufruf in %2 geschrieben</numerusform>
            <numerusform>%1 Aufrufe in %2 geschrieben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %1 secrets masked</source>
        <translation>
            <numerusform>, %1 Geheimnis verborgen</numerusform>
            <numerusform>, %1 Geheimnisse verborgen</numerusform>
        </translation>
    </message>
    <message>
        <source>selected</source>
        <translation>gewählt</translation>
    </message>
    <message>
        <source>The session cannot be written</source>
        <translation>Die Sitzung ist nicht beschreibbar</translation>
    </message>
    <message>
        <source>The sample cannot be written to %1.</source>
        <translation>Das Beispiel kann nicht in %1 geschrieben werden.</translation>
    </message>
    <message>
        <source>Open session</source>
        <translation>Sitzung öffnen</translation>
    </message>
    <message>
        <source>Sessions (*.bascule);;All files (*)</source>
        <translation>Sitzungen (*.bascule);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Save session as</source>
        <translation>Sitzung speichern unter</translation>
    </message>
    <message>
        <source>Sessions (*.bascule)</source>
        <translation>Sitzungen (*.bascule)</translation>
    </message>
    <message>
        <source>There is no recorded call to export.</source>
        <translation>Es gibt keinen aufgezeichneten Aufruf zu exportieren.</translation>
    </message>
    <message numerus="yes">
        <source>Exporting: %1 of %2 calls</source>
        <translation>
            <numerusform>Exportiere: %1 von %2 Aufruf</numerusform>
            <numerusform>Exportiere: %1 von %2 Aufrufen</numerusform>
        </translation>
    </message>
    <message>
        <source>Stop the export; nothing is written</source>
        <translation>Den Export stoppen; nichts wird geschrieben</translation>
    </message>
    <message>
        <source>Go to call</source>
        <translation>Gehe zu Aufruf</translation>
    </message>
    <message>
        <source>Number of the call:</source>
        <translation>Nummer des Aufrufs:</translation>
    </message>
    <message>
        <source>Call %1 does not pass the filter.</source>
        <translation>Aufruf %1 kommt nicht durch den Filter.</translation>
    </message>
    <message>
        <source>Largest or last first</source>
        <translation>Größtes oder Letztes zuerst</translation>
    </message>
    <message>
        <source>No session was opened before.</source>
        <translation>Es war noch keine Sitzung offen.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Look at the calls of this session</source>
        <translation>Die Aufrufe dieser Sitzung ansehen</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern unter…</translation>
    </message>
    <message>
        <source>Keep this session in a file of your own</source>
        <translation>Diese Sitzung in einer eigenen Datei behalten</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Remove this session for good</source>
        <translation>Diese Sitzung endgültig entfernen</translation>
    </message>
    <message>
        <source>There is no unsaved session of an earlier run.</source>
        <translation>Es gibt keine ungespeicherte Sitzung eines früheren Laufs.</translation>
    </message>
    <message>
        <source>Discard session</source>
        <translation>Sitzung verwerfen</translation>
    </message>
    <message>
        <source>Discard the session of %1?</source>
        <translation>Die Sitzung von %1 verwerfen?</translation>
    </message>
    <message>
        <source>It cannot be brought back.</source>
        <translation>Sie kann nicht zurückgeholt werden.</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Gespeichert als %1</translation>
    </message>
    <message>
        <source>The configuration file was read again and is in force</source>
        <translation>Die Konfigurationsdatei wurde neu gelesen und ist in Kraft</translation>
    </message>
    <message>
        <source>Read the configuration file now; it is also read when it is saved</source>
        <translation>Die Konfigurationsdatei jetzt lesen; sie wird auch gelesen, wenn sie gespeichert wird</translation>
    </message>
    <message>
        <source>Listen on %1</source>
        <translation>Auf %1 lauschen</translation>
    </message>
    <message>
        <source>Start the bridge at the next free port; clients have to use it</source>
        <translation>Die Brücke am nächsten freien Port starten; Clients müssen ihn nehmen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Start the bridge at the same port once more</source>
        <translation>Die Brücke noch einmal am selben Port starten</translation>
    </message>
    <message>
        <source>There is no call to look into.</source>
        <translation>Es ist kein Aufruf da, in dem gesucht werden könnte.</translation>
    </message>
    <message numerus="yes">
        <source>Searching %1 recorded calls: %2 % done, %3 found</source>
        <translation>
            <numerusform>%1 aufgezeichneter Aufruf wird durchsucht: %2 % fertig, %3 gefunden</numerusform>
            <numerusform>%1 aufgezeichnete Aufrufe werden durchsucht: %2 % fertig, %3 gefunden</numerusform>
        </translation>
    </message>
    <message>
        <source>Stop the search; what was found stays</source>
        <translation>Die Suche stoppen; was gefunden ist, bleibt</translation>
    </message>
    <message>
        <source>The search was stopped after %1 % of the calls.</source>
        <translation>Die Suche wurde nach %1 % der Aufrufe gestoppt.</translation>
    </message>
    <message>
        <source>Search again</source>
        <translation>Erneut suchen</translation>
    </message>
    <message>
        <source>Look through all calls</source>
        <translation>Alle Aufrufe durchsehen</translation>
    </message>
    <message>
        <source>Choose a call first.</source>
        <translation>Zuerst einen Aufruf wählen.</translation>
    </message>
    <message>
        <source>This cell has no value to filter by.</source>
        <translation>Diese Zelle hat keinen Wert zum Filtern.</translation>
    </message>
    <message>
        <source>Only %1</source>
        <translation>Nur %1</translation>
    </message>
    <message>
        <source>Without %1</source>
        <translation>Ohne %1</translation>
    </message>
    <message>
        <source>Only calls with the same</source>
        <translation>Nur Aufrufe mit gleichem Wert</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>Sortieren nach</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Gruppen</translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation>%1 verbergen</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>The saved filter %1 was deleted.</source>
        <translation>Der gespeicherte Filter %1 wurde gelöscht.</translation>
    </message>
    <message>
        <source>Bring the saved filter back</source>
        <translation>Den gespeicherten Filter zurückholen</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Nehmen</translation>
    </message>
    <message>
        <source>Change or delete…</source>
        <translation>Ändern oder löschen…</translation>
    </message>
    <message>
        <source>Everything will be shown at %1 % when Bascule starts again.</source>
        <translation>Alles wird mit %1 % gezeigt, sobald Bascule neu startet.</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>Metadaten</translation>
    </message>
    <message>
        <source>Messages as JSON</source>
        <translation>Nachrichten als JSON</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Edit call %1 and send it again</source>
        <translation>Aufruf %1 bearbeiten und erneut senden</translation>
    </message>
    <message>
        <source>Send the call through the bridge (Ctrl+Return)</source>
        <translation>Den Aufruf durch die Brücke senden (Strg+Return)</translation>
    </message>
    <message>
        <source>Close without sending (Esc)</source>
        <translation>Schließen, ohne zu senden (Esc)</translation>
    </message>
    <message>
        <source>Messages, one JSON value after the other</source>
        <translation>Nachrichten, ein JSON-Wert nach dem anderen</translation>
    </message>
    <message>
        <source>EVERYWHERE</source>
        <translation>ÜBERALL</translation>
    </message>
    <message>
        <source>WHERE THE FOCUS IS</source>
        <translation>WO DER FOKUS IST</translation>
    </message>
    <message>
        <source>Keys and what they do</source>
        <translation>Tasten und was sie tun</translation>
    </message>
    <message>
        <source>Play the demo</source>
        <translation>Demo abspielen</translation>
    </message>
    <message>
        <source>Between your clients and their server.</source>
        <translation>Zwischen den Clients und ihrem Server.</translation>
    </message>
    <message>
        <source>Start the bridge (Return)</source>
        <translation>Die Brücke starten (Return)</translation>
    </message>
    <message>
        <source>Open a session</source>
        <translation>Eine Sitzung öffnen</translation>
    </message>
    <message>
        <source>Look at calls that were recorded before, or that another Bascule is recording now.</source>
        <translation>Aufrufe ansehen, die früher aufgezeichnet wurden, oder die ein anderes Bascule gerade aufzeichnet.</translation>
    </message>
    <message>
        <source>A .bascule file can also be dropped onto this window.</source>
        <translation>Eine .bascule-Datei kann auch auf dieses Fenster gezogen werden.</translation>
    </message>
    <message>
        <source>Open a session…</source>
        <translation>Sitzung öffnen…</translation>
    </message>
    <message>
        <source>Open a recorded session (Ctrl+O)</source>
        <translation>Eine aufgezeichnete Sitzung öffnen (Strg+O)</translation>
    </message>
    <message>
        <source>A small shop on this machine: a gRPC server, and Connect and gRPC clients that call on and on.</source>
        <translation>Ein kleiner Laden auf diesem Rechner: ein gRPC-Server und Clients mit Connect und gRPC.</translation>
    </message>
    <message>
        <source>Some ten calls a second, or a recording of them: every view has something to show.</source>
        <translation>Etwa zehn Aufrufe pro Sekunde, oder eine Aufzeichnung davon: Jede Ansicht hat etwas zu zeigen.</translation>
    </message>
    <message>
        <source>Start the demo&apos;s server and clients on this machine</source>
        <translation>Server und Clients der Demo auf diesem Rechner starten</translation>
    </message>
    <message>
        <source>Open a recorded session of the shop: nothing is started (Ctrl+Alt+O)</source>
        <translation>Eine aufgezeichnete Sitzung des Ladens öffnen: Nichts wird gestartet (Strg+Alt+O)</translation>
    </message>
    <message>
        <source>See every call between Connect, gRPC and gRPC-Web clients and their server</source>
        <translation>Jeden Aufruf zwischen Connect-, gRPC- und gRPC-Web-Clients und ihrem Server sehen</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>%1 öffnen</translation>
    </message>
    <message>
        <source>Earlier runs ended without saving</source>
        <translation>Frühere Läufe endeten ohne Speichern</translation>
    </message>
    <message>
        <source>and %1 more: Ctrl+Shift+U</source>
        <translation>und %1 mehr: Strg+Umschalt+U</translation>
    </message>
    <message>
        <source>sent to this client</source>
        <translation>an diesen Client gesendet</translation>
    </message>
    <message>
        <source>received from the server</source>
        <translation>vom Server empfangen</translation>
    </message>
    <message>
        <source>cut short</source>
        <translation>abgeschnitten</translation>
    </message>
    <message>
        <source>the message was in the query</source>
        <translation>die Nachricht stand in der Query</translation>
    </message>
    <message>
        <source>gRPC is always POST</source>
        <translation>gRPC ist immer POST</translation>
    </message>
    <message>
        <source>the server&apos;s own name</source>
        <translation>der eigene Name des Servers</translation>
    </message>
    <message>
        <source>gRPC says 200 and puts the status in trailers</source>
        <translation>gRPC sagt 200 und schreibt den Status in Trailer</translation>
    </message>
    <message>
        <source>other protocol, other media type</source>
        <translation>anderes Protokoll, anderer Medientyp</translation>
    </message>
    <message>
        <source>the time that is left, in the other unit</source>
        <translation>die Zeit, die bleibt, in der anderen Einheit</translation>
    </message>
    <message>
        <source>the time that is left</source>
        <translation>die Zeit, die bleibt</translation>
    </message>
    <message>
        <source>compression of this leg</source>
        <translation>Kompression dieser Strecke</translation>
    </message>
    <message>
        <source>the bridge&apos;s own list</source>
        <translation>die eigene Liste der Brücke</translation>
    </message>
    <message>
        <source>the same status by name</source>
        <translation>derselbe Status mit Namen</translation>
    </message>
    <message>
        <source>percent-encoded in gRPC</source>
        <translation>in gRPC prozentkodiert</translation>
    </message>
    <message>
        <source>google.rpc.Status in gRPC, a list in JSON</source>
        <translation>google.rpc.Status in gRPC, eine Liste in JSON</translation>
    </message>
    <message>
        <source>Connect unary sends trailers as headers</source>
        <translation>Connect unary sendet Trailer als Header</translation>
    </message>
    <message>
        <source>base64 without padding</source>
        <translation>Base64 ohne Auffüllung</translation>
    </message>
    <message>
        <source>the bridge adds its own name</source>
        <translation>die Brücke fügt ihren Namen an</translation>
    </message>
    <message>
        <source>belongs to Connect only</source>
        <translation>gehört nur zu Connect</translation>
    </message>
    <message>
        <source>belongs to gRPC-Web only</source>
        <translation>gehört nur zu gRPC-Web</translation>
    </message>
    <message>
        <source>gRPC requires it</source>
        <translation>gRPC verlangt es</translation>
    </message>
    <message>
        <source>belongs to one connection</source>
        <translation>gehört zu einer Verbindung</translation>
    </message>
    <message>
        <source>reserved for the protocol itself</source>
        <translation>für das Protokoll selbst reserviert</translation>
    </message>
    <message>
        <source>made by the bridge</source>
        <translation>von der Brücke gemacht</translation>
    </message>
    <message>
        <source>not forwarded</source>
        <translation>nicht weitergegeben</translation>
    </message>
    <message>
        <source>rewritten by the bridge</source>
        <translation>von der Brücke umgeschrieben</translation>
    </message>
    <message>
        <source>Mark</source>
        <comment>noun</comment>
        <translation>Markierung</translation>
    </message>
    <message>
        <source>%1: cannot be read as a file of redaction rules</source>
        <translation>%1: ist nicht als Datei mit Schwärzungsregeln lesbar</translation>
    </message>
    <message>
        <source>%1 cannot be written</source>
        <translation>%1 ist nicht beschreibbar</translation>
    </message>
    <message>
        <source>this capture keeps no notes</source>
        <translation>dieser Mitschnitt behält keine Notizen</translation>
    </message>
    <message>
        <source>this capture keeps no details</source>
        <translation>dieser Mitschnitt behält keine Einzelheiten</translation>
    </message>
    <message>
        <source>the session file cannot be read</source>
        <translation>die Sitzungsdatei ist nicht lesbar</translation>
    </message>
    <message>
        <source>none</source>
        <comment>figure</comment>
        <translation>keine</translation>
    </message>
    <message>
        <source>J, K and Space act in the list of calls instead of starting a filter</source>
        <translation>J, K und Leertaste wirken in der Liste der Aufrufe, statt einen Filter zu beginnen</translation>
    </message>
    <message>
        <source>Choose… %1</source>
        <translation>Wählen… %1</translation>
    </message>
    <message>
        <source>One entry for each call, as its client saw it</source>
        <translation>Ein Eintrag je Aufruf, wie sein Client ihn sah</translation>
    </message>
    <message>
        <source>Both sides</source>
        <translation>Beide Strecken</translation>
    </message>
    <message>
        <source>A second entry for each call that reached the server, as the server saw it</source>
        <translation>Ein zweiter Eintrag je Aufruf, der den Server erreichte, wie der Server ihn sah</translation>
    </message>
    <message>
        <source>Entries of a call</source>
        <translation>Einträge eines Aufrufs</translation>
    </message>
    <message>
        <source>HTTP archive, for browsers and other inspectors; trailers and messages are extra members.</source>
        <translation>HTTP-Archiv, für Browser und andere Inspektoren; Trailer und Nachrichten sind Zusätze.</translation>
    </message>
    <message>
        <source>Settings saved as %1, but flags of the command line say something else and win over the file</source>
        <translation>Einstellungen als %1 gespeichert, aber Optionen der Kommandozeile sagen etwas anderes und gehen der Datei vor</translation>
    </message>
</context>
</TS>
