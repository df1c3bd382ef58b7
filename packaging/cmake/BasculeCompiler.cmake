# Compiler settings that hold for every target: warnings are errors, hardening, sanitizers, ccache.
find_program(BASCULE_CCACHE ccache)
if(BASCULE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${BASCULE_CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
                    -Wold-style-cast -Woverloaded-virtual -Werror -fstack-protector-strong
                    -fno-semantic-interposition)  # nobody replaces a function of a program: let it be inlined
if(NOT BASCULE_SANITIZE)
  add_compile_options($<$<CONFIG:Release>:-U_FORTIFY_SOURCE> $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>)
endif()
add_compile_definitions($<$<NOT:$<CONFIG:Release>>:_GLIBCXX_ASSERTIONS>)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
add_link_options(-Wl,-z,relro,-z,now)

find_program(BASCULE_MOLD mold)
if(BASCULE_MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-fuse-ld=mold)
endif()

if(BASCULE_SANITIZE)
  add_compile_options(-fsanitize=${BASCULE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${BASCULE_SANITIZE})
  if(BASCULE_SANITIZE STREQUAL "thread")
    # ThreadSanitizer does not model fences; without them it sees the mutexes that order the same things.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()

if(BASCULE_FUZZ)
  # Coverage for libFuzzer in everything; only the targets link its main. clang calls deprecated what g++'s own
  # library does inside its algorithms.
  add_compile_options(-fsanitize=fuzzer-no-link -Wno-deprecated-declarations)
endif()
