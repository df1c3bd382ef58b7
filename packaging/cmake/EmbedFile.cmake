# Script: cmake -DINPUT=file -DOUTPUT=file.cpp -DSYMBOL=ns::kName -P EmbedFile.cmake
# Writes a C++ source that defines `extern const std::string_view` SYMBOL with the bytes of INPUT.
file(READ ${INPUT} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" escaped "${hex}")
# Adjacent literals keep the lines short; hexadecimal escapes end at the closing quote.
string(REGEX REPLACE "((\\\\x[0-9a-f][0-9a-f]){24})" "\\1\"\n    \"" escaped "${escaped}")
string(LENGTH "${hex}" digits)
math(EXPR size "${digits} / 2")
string(REGEX MATCH "^(.*)::([^:]+)$" ignored "${SYMBOL}")
set(namespace ${CMAKE_MATCH_1})
set(name ${CMAKE_MATCH_2})
file(WRITE ${OUTPUT} "#include <string_view>
namespace ${namespace} {
extern const std::string_view ${name};
const std::string_view ${name}(
    \"${escaped}\",
    ${size});
}  // namespace ${namespace}
")
