# Writes OUTPUT, what software centres say of the window, from INPUT: with the version, and with pictures if PICTURES
# is the address of a folder that has the two of resources/. Included, or run with cmake -P.
set(BASCULE_SCREENSHOTS "")
if(PICTURES)
  set(BASCULE_SCREENSHOTS "  <screenshots>
    <screenshot type=\"default\">
      <image type=\"source\" width=\"1440\" height=\"900\">${PICTURES}/screenshot.png</image>
      <caption>Live calls, and both sides of the translation of one that failed</caption>
      <caption xml:lang=\"de\">Laufende Aufrufe, und beide Seiten der Übersetzung von einem, der scheiterte</caption>
    </screenshot>
    <screenshot>
      <image type=\"source\" width=\"1440\" height=\"900\">${PICTURES}/screenshot-dark.png</image>
      <caption>The messages of an open stream, in dark colours</caption>
      <caption xml:lang=\"de\">Die Nachrichten eines offenen Streams, in dunklen Farben</caption>
    </screenshot>
  </screenshots>
")
endif()
configure_file(${INPUT} ${OUTPUT} @ONLY)
